import * as React from 'react';
import { Button, Dialog, Flex, Typography } from '@strapi/design-system';
import { WarningCircle } from '@strapi/icons';

import { useReturnFocus } from '../hooks/useReturnFocus';
import { useTranslate } from '../hooks/useTranslate';

interface Props {
  title: string;
  /** What will happen, and what will not. */
  children: string;
  confirmLabel: string;
  danger?: boolean;
  /** Closes the dialog when it is done, also when it failed: the failure is told elsewhere. */
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something is done that is not simply undone. */
export const Confirmation = ({ title, children, confirmLabel, danger = false, onConfirm, onClose }: Props) => {
  const t = useTranslate();
  const returnFocus = useReturnFocus();
  const [isBusy, setIsBusy] = React.useState(false);
  const confirm = async () => {
    setIsBusy(true);
    try {
      await onConfirm();
    } finally {
      onClose();
    }
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && !isBusy && onClose()}>
      <Dialog.Content onCloseAutoFocus={returnFocus}>
        <Dialog.Header>
          <span style={{ overflowWrap: 'anywhere' }}>{title}</span>
        </Dialog.Header>
        <Dialog.Body>
          <Flex direction="column" gap={2}>
            <WarningCircle width="2.4rem" height="2.4rem" fill={danger ? 'danger600' : 'primary600'} aria-hidden />
            <Dialog.Description>
              <Typography textAlign="center" tag="span" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
                {children}
              </Typography>
            </Dialog.Description>
          </Flex>
        </Dialog.Body>
        <Dialog.Footer>
          {/* Has the focus at first: a key pressed too often does nothing. */}
          <Dialog.Cancel>
            <Button variant="tertiary" fullWidth disabled={isBusy}>
              {t('action.cancel')}
            </Button>
          </Dialog.Cancel>
          <Button variant={danger ? 'danger' : 'default'} fullWidth onClick={confirm} loading={isBusy}>
            {confirmLabel}
          </Button>
        </Dialog.Footer>
      </Dialog.Content>
    </Dialog.Root>
  );
};
