import type * as React from 'react';
import { Button, Flex, IconButton } from '@strapi/design-system';

export interface RowAction {
  label: string;
  icon: React.ReactNode;
  /** Whether the label is there to be read; else it is what the picture is called. */
  isText?: boolean;
  onClick: () => void;
}

/** The cell that the buttons stand in leads from one to the next, and would swallow the keys that press and leave them. */
const keep = (event: React.KeyboardEvent) => {
  if (['Enter', ' ', 'Tab'].includes(event.key)) event.stopPropagation();
};

/** Buttons at the end of a row; they do not open the row. */
export const RowActions = ({ actions }: { actions: (RowAction | false)[] }) => (
  <Flex
    justifyContent="flex-end"
    gap={0}
    onClick={(event: React.MouseEvent) => event.stopPropagation()}
    onKeyDown={keep}
  >
    {actions
      .filter((action): action is RowAction => action !== false)
      .map(({ label, icon, isText = false, onClick }) =>
        isText ? (
          <Button key={label} variant="tertiary" size="S" onClick={onClick}>
            {label}
          </Button>
        ) : (
          <IconButton key={label} label={label} variant="ghost" onClick={onClick}>
            {icon}
          </IconButton>
        )
      )}
  </Flex>
);
