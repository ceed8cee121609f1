import * as React from 'react';
import { Button, Field, Flex, Modal, Radio, Typography } from '@strapi/design-system';

import type { StaffCertificate } from '../../../../server/contracts';
import { MAX_TEXT_LENGTH, REASONS, type RejectionReason } from '../../constants';
import { useTranslate } from '../../hooks/useTranslate';
import { CountedTextarea, countCharacters } from '../CountedTextarea';

interface Props {
  verb: 'reject' | 'revoke';
  certificate: Pick<StaffCertificate, 'name' | 'client'>;
  onReview: (review: { reason: RejectionReason; comment: string | null }) => Promise<unknown>;
  onClose: () => void;
}

/** Asks for the reason that the client will read, and sends the certificate back. */
export const ReviewDialog = ({ verb, certificate, onReview, onClose }: Props) => {
  const t = useTranslate();
  const [reason, setReason] = React.useState<RejectionReason | null>(null);
  const [comment, setComment] = React.useState('');
  const [isMissing, setIsMissing] = React.useState(false);
  const [isBusy, setIsBusy] = React.useState(false);
  const form = React.useRef<HTMLFormElement>(null);

  // Radix puts the focus on the close button; whoever rejects by keyboard goes on by keyboard.
  const focusReason = (event: Event) => {
    event.preventDefault();
    form.current?.querySelector<HTMLButtonElement>('[role="radio"]')?.focus();
  };

  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (reason === null) return setIsMissing(true);
    if (countCharacters(comment) > MAX_TEXT_LENGTH) return;
    setIsBusy(true);
    try {
      await onReview({ reason, comment: comment.trim() || null });
    } finally {
      onClose();
    }
  };

  return (
    <Modal.Root open onOpenChange={(open) => !open && !isBusy && onClose()}>
      <Modal.Content onOpenAutoFocus={focusReason}>
        <form ref={form} onSubmit={submit} noValidate style={{ display: 'contents' }}>
          <Modal.Header closeLabel={t('action.cancel')}>
            <Modal.Title>
              {t(`${verb}.title`, { name: certificate.name, client: certificate.client?.username ?? '' })}
            </Modal.Title>
          </Modal.Header>
          <Modal.Body>
            <Flex direction="column" alignItems="stretch" gap={6} paddingLeft={1} paddingRight={1}>
              <Typography tag="p" textColor="neutral600">
                {t(`${verb}.explanation`)}
              </Typography>
              <Field.Root name="reason" required error={isMissing && reason === null && t('reject.reason-missing')}>
                <Field.Label>{t('reject.reason')}</Field.Label>
                <Radio.Group
                  aria-label={t('reject.reason')}
                  value={reason ?? ''}
                  onValueChange={(value) => setReason(value as RejectionReason)}
                >
                  {REASONS.map((name) => (
                    <Radio.Item key={name} value={name}>
                      {t(`reason.${name}`)}
                    </Radio.Item>
                  ))}
                </Radio.Group>
                <Field.Error />
              </Field.Root>
              <CountedTextarea name="comment" label={t('reject.comment')} value={comment} onChange={setComment} />
            </Flex>
          </Modal.Body>
          <Modal.Footer>
            <Button type="button" variant="tertiary" onClick={onClose} disabled={isBusy}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" variant="danger" loading={isBusy}>
              {t(`action.${verb}`)}
            </Button>
          </Modal.Footer>
        </form>
      </Modal.Content>
    </Modal.Root>
  );
};
