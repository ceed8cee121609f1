import type * as React from 'react';
import { Flex, IconButton } from '@strapi/design-system';

export interface RowAction {
  label: string;
  icon: React.ReactNode;
  onClick: () => void;
}

/** Buttons at the end of a row; they do not open the row. */
export const RowActions = ({ actions }: { actions: (RowAction | false)[] }) => (
  <Flex justifyContent="flex-end" gap={0} onClick={(event: React.MouseEvent) => event.stopPropagation()}>
    {actions
      .filter((action): action is RowAction => action !== false)
      .map(({ label, icon, onClick }) => (
        <IconButton key={label} label={label} variant="ghost" onClick={onClick}>
          {icon}
        </IconButton>
      ))}
  </Flex>
);
