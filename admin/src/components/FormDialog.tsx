import * as React from 'react';
import { Button, Flex, Modal } from '@strapi/design-system';

import { useTranslate } from '../hooks/useTranslate';

interface Props {
  title: string;
  submitLabel: string;
  isBusy: boolean;
  onSubmit: () => unknown;
  onClose: () => void;
  children: React.ReactNode;
}

/** A form in a window of its own. */
export const FormDialog = ({ title, submitLabel, isBusy, onSubmit, onClose, children }: Props) => {
  const t = useTranslate();
  const body = React.useRef<HTMLDivElement>(null);

  // The first field, not the cross in the corner, is what people want when they open it.
  const focusFirst = (event: Event) => {
    event.preventDefault();
    body.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  };

  return (
    <Modal.Root open onOpenChange={(open) => !open && !isBusy && onClose()}>
      <Modal.Content onOpenAutoFocus={focusFirst}>
        <form
          noValidate
          style={{ display: 'contents' }}
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          <Modal.Header closeLabel={t('action.cancel')}>
            <Modal.Title>{title}</Modal.Title>
          </Modal.Header>
          <Modal.Body>
            <Flex ref={body} direction="column" alignItems="stretch" gap={6}>
              {children}
            </Flex>
          </Modal.Body>
          <Modal.Footer>
            <Button type="button" variant="tertiary" onClick={onClose} disabled={isBusy}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={isBusy}>
              {submitLabel}
            </Button>
          </Modal.Footer>
        </form>
      </Modal.Content>
    </Modal.Root>
  );
};
