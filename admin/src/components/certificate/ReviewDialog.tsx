import * as React from 'react';
import { Field, Radio, Typography } from '@strapi/design-system';

import type { StaffCertificate } from '../../../../server/contracts';
import { MAX_TEXT_LENGTH, REASONS, type RejectionReason } from '../../constants';
import { useDraft, useKeepDraft } from '../../hooks/useDraft';
import { useTranslate } from '../../hooks/useTranslate';
import { CountedTextarea, countCharacters } from '../CountedTextarea';
import { DraftNotice } from '../DraftNotice';
import { FormDialog } from '../FormDialog';
import type { Outcome } from './useReview';

interface Typed {
  reason: RejectionReason | null;
  comment: string;
}

interface Props {
  verb: 'reject' | 'revoke';
  certificate: Pick<StaffCertificate, 'documentId' | 'name' | 'client'>;
  onReview: (review: { reason: RejectionReason; comment: string | null }) => Promise<Outcome>;
  onClose: () => void;
}

/** Asks for the reason that the client will read, and sends the certificate back. */
export const ReviewDialog = ({ verb, certificate, onReview, onClose }: Props) => {
  const t = useTranslate();
  const draft = useDraft<Typed>(`${verb}.${certificate.documentId}`);
  const [reason, setReason] = React.useState(draft.found?.reason ?? null);
  const [comment, setComment] = React.useState(draft.found?.comment ?? '');
  const [isMissing, setIsMissing] = React.useState(false);
  const [isBusy, setIsBusy] = React.useState(false);

  useKeepDraft(draft, comment === '' ? null : { reason, comment });
  const close = () => {
    draft.drop();
    onClose();
  };

  const submit = async () => {
    if (reason === null) return setIsMissing(true);
    if (countCharacters(comment) > MAX_TEXT_LENGTH) return;
    setIsBusy(true);
    const outcome = await onReview({ reason, comment: comment.trim() || null });
    setIsBusy(false);
    // What was written is not lost where the server did not answer, nor where there is a new version to look at first.
    if (outcome === 'changed') onClose();
    else if (outcome !== 'failed') close();
  };

  return (
    <FormDialog
      title={t(`${verb}.title`, { name: certificate.name, client: certificate.client?.username ?? '' })}
      submitLabel={t(`action.${verb}`)}
      danger
      isBusy={isBusy}
      onSubmit={submit}
      onClose={close}
      onEscape={onClose}
    >
      {draft.found && <DraftNotice />}
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
    </FormDialog>
  );
};
