import * as React from 'react';
import { Box, Button, Field, Flex, Typography, VisuallyHidden } from '@strapi/design-system';
import { Upload } from '@strapi/icons';

import type { StaffCertificate } from '../../../../server/contracts';
import { CountedTextarea } from '../../components/CountedTextarea';
import { DayField } from '../../components/DayField';
import { DraftNotice } from '../../components/DraftNotice';
import { Panel } from '../../components/Panel';
import { UnsavedChanges } from '../../components/UnsavedChanges';
import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';
import { useEditForm } from './useEditForm';

const ACCEPTED = '.jpg,.jpeg,.png,.heic,.heif,.pdf,image/jpeg,image/png,image/heic,image/heif,application/pdf';

interface FileFieldProps {
  file: File | null;
  current: StaffCertificate['document'];
  error?: string;
  onChange: (file: File | null) => void;
}

const FileField = ({ file, current, error, onChange }: FileFieldProps) => {
  const t = useTranslate();
  const formats = useFormats();
  const input = React.useRef<HTMLInputElement>(null);
  const shown = file ?? current;
  return (
    <Field.Root name="file" id="certificate-file" error={error} hint={`${t('edit.file-hint')}. ${t('edit.drop-hint')}`}>
      <Field.Label>{t('field.document')}</Field.Label>
      <VisuallyHidden>
        <input
          ref={input}
          id="certificate-file"
          type="file"
          accept={ACCEPTED}
          tabIndex={-1}
          onChange={(event) => onChange(event.target.files?.[0] ?? null)}
        />
      </VisuallyHidden>
      <Flex gap={3} wrap="wrap">
        <Button type="button" variant="secondary" startIcon={<Upload />} onClick={() => input.current?.click()}>
          {t(current ? 'edit.replace-file' : 'edit.choose-file')}
        </Button>
        {shown && (
          <Box minWidth={0} maxWidth="100%">
            <Typography ellipsis tag="p" title={shown.name}>
              {shown.name}
            </Typography>
            <Typography variant="pi" textColor="neutral600">
              {formats.size(shown.size)}
            </Typography>
          </Box>
        )}
      </Flex>
      <Field.Error />
      <Field.Hint />
    </Field.Root>
  );
};

interface Props {
  certificate: StaffCertificate;
  /** What has been chosen or dropped. */
  file: File | null;
  onFile: (file: File | null) => void;
  onClose: () => void;
}

/** File, validity date and notes, as long as the certificate is not approved. */
export const EditForm = ({ certificate, file, onFile, onClose }: Props) => {
  const t = useTranslate();
  const [isSaved, setIsSaved] = React.useState(false);
  const form = useEditForm(certificate, file, () => setIsSaved(true));

  // Closing is a navigation: it waits until the guard knows that there is nothing left to lose.
  React.useEffect(() => {
    if (isSaved) onClose();
  }, [isSaved, onClose]);

  return (
    <Panel title={t('edit.title')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit();
        }}
      >
        <Flex direction="column" alignItems="stretch" gap={5}>
          {form.found && <DraftNotice withFile={form.found.hasFile} />}
          <FileField file={file} current={certificate.document} error={form.errors.file} onChange={onFile} />
          {certificate.expires && (
            <DayField
              name="validUntil"
              label={t('field.valid-until')}
              hint={t('edit.valid-until-hint')}
              value={form.validUntil}
              error={form.errors.validUntil}
              onChange={form.setValidUntil}
            />
          )}
          <CountedTextarea
            name="notes"
            label={t('field.notes')}
            value={form.notes}
            error={form.errors.notes}
            onChange={form.setNotes}
          />
          <Flex gap={2} justifyContent="flex-end">
            <Button type="button" variant="tertiary" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={form.isBusy} disabled={!form.isDirty}>
              {t('action.update')}
            </Button>
          </Flex>
        </Flex>
      </form>
      <UnsavedChanges isDirty={form.isDirty && !isSaved} onLeave={form.forget} />
    </Panel>
  );
};
