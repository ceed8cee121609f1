import * as React from 'react';
import { Button, Flex, Modal } from '@strapi/design-system';

import { useReturnFocus } from '../hooks/useReturnFocus';
import { useTranslate } from '../hooks/useTranslate';
import { DialogTitle } from './DialogTitle';

interface Props {
  title: string;
  submitLabel: string;
  /** What it does is not simply undone. */
  danger?: boolean;
  isBusy: boolean;
  onSubmit: () => unknown;
  onClose: () => void;
  /** By Escape, which people also press for other reasons: as `onClose`, but what is typed may be kept. */
  onEscape?: () => void;
  children: React.ReactNode;
}

/** A form in a window of its own. */
export const FormDialog = ({
  title,
  submitLabel,
  danger = false,
  isBusy,
  onSubmit,
  onClose,
  onEscape,
  children,
}: Props) => {
  const t = useTranslate();
  const returnFocus = useReturnFocus();
  const body = React.useRef<HTMLDivElement>(null);

  // The first field, not the cross in the corner, is what people want when they open it.
  const focusFirst = (event: Event) => {
    event.preventDefault();
    body.current?.querySelector<HTMLElement>('input, textarea, [role="radio"], [role="combobox"]')?.focus();
  };

  const escape = (event: KeyboardEvent) => {
    if (!onEscape) return;
    event.preventDefault();
    if (!isBusy) onEscape();
  };

  return (
    <Modal.Root open onOpenChange={(open) => !open && !isBusy && onClose()}>
      {/* A click beside it is no decision: what is typed stays until somebody cancels. */}
      <Modal.Content
        onOpenAutoFocus={focusFirst}
        onCloseAutoFocus={returnFocus}
        onInteractOutside={(event) => event.preventDefault()}
        onEscapeKeyDown={escape}
      >
        <form
          noValidate
          style={{ display: 'contents' }}
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          <Modal.Header closeLabel={t('action.cancel')}>
            <DialogTitle>{title}</DialogTitle>
          </Modal.Header>
          <Modal.Body>
            {/* Room for the ring of what has the focus: the body hides what sticks out of it. */}
            <Flex ref={body} direction="column" alignItems="stretch" gap={6} paddingLeft={1} paddingRight={1}>
              {children}
            </Flex>
          </Modal.Body>
          <Modal.Footer>
            <Button type="button" variant="tertiary" onClick={onClose} disabled={isBusy}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" variant={danger ? 'danger' : 'default'} loading={isBusy}>
              {submitLabel}
            </Button>
          </Modal.Footer>
        </form>
      </Modal.Content>
    </Modal.Root>
  );
};
