import * as React from 'react';

import type { StaffCertificate } from '../../../../server/contracts';
import { useUpdateCertificateMutation, useUploadDocumentMutation } from '../../api/certificates';
import { countCharacters } from '../../components/CountedTextarea';
import { MAX_TEXT_LENGTH } from '../../constants';
import { useDraft, useKeepDraft } from '../../hooks/useDraft';
import { failureOf, useErrorText } from '../../hooks/useErrorText';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';

export type Field = 'file' | 'validUntil' | 'notes';
type Errors = Partial<Record<Field, string>>;

interface Typed {
  changes: { validUntil?: string | null; notes?: string | null };
  hasFile: boolean;
}

const fieldOf = (code: string | null): Field | null => {
  if (code?.startsWith('file_')) return 'file';
  if (code?.startsWith('validity_')) return 'validUntil';
  return code?.startsWith('notes_') ? 'notes' : null;
};

/**
 * The values of the form, what has changed in them, and how they are sent.
 * @param file that has been chosen for it
 */
export const useEditForm = (certificate: StaffCertificate, file: File | null, onSaved: () => void) => {
  const t = useTranslate();
  const notify = useNotify();
  const errorText = useErrorText();
  const [update, updating] = useUpdateCertificateMutation();
  const [upload, uploading] = useUploadDocumentMutation();
  // As it was when the form was opened: what others change meanwhile is not changed back by a field that nobody touched.
  const [seen] = React.useState(certificate);
  const draft = useDraft<Typed>(`certificate.${certificate.documentId}`);
  const typed = { validUntil: seen.validUntil, notes: seen.notes, ...draft.found?.changes };
  const [validUntil, setValidUntil] = React.useState(typed.validUntil);
  const [isUnread, setIsUnread] = React.useState(false);
  const [notes, setNotes] = React.useState(typed.notes ?? '');
  const [errors, setErrors] = React.useState<Errors>({});

  const changes = {
    ...(validUntil === seen.validUntil ? {} : { validUntil }),
    ...(notes === (seen.notes ?? '') ? {} : { notes: notes || null }),
  };
  const isDirty = file !== null || isUnread || Object.keys(changes).length > 0;
  const [isOver, setIsOver] = React.useState(false);
  useKeepDraft(draft, isDirty && !isOver ? { changes, hasFile: file !== null } : null);

  const send = () => {
    const { documentId } = certificate;
    if (!file) return update({ documentId, ...changes }).unwrap();
    const form = new FormData();
    // Fields first: the server has read them when the file begins.
    for (const [name, value] of Object.entries(changes)) form.append(name, value ?? '');
    form.append('files', file);
    return upload({ documentId, form }).unwrap();
  };

  const submit = async () => {
    setErrors({});
    if (isUnread || countCharacters(notes) > MAX_TEXT_LENGTH) return;
    if (!isDirty) return onSaved();
    try {
      await send();
      setIsOver(true);
      notify.success(t('edit.done'));
      onSaved();
    } catch (error) {
      const field = fieldOf(failureOf(error).code);
      if (field) setErrors({ [field]: errorText(error) });
      else notify.failure(error);
    }
  };

  return {
    validUntil,
    setValidUntil: (day: string | null, isNoDay: boolean) => {
      setValidUntil(day);
      setIsUnread(isNoDay);
    },
    notes,
    setNotes,
    errors,
    isDirty,
    /** What was typed before the session ended. */
    found: draft.found,
    /** Nothing of it is wanted any more. */
    forget: () => {
      setIsOver(true);
      draft.drop();
    },
    isBusy: updating.isLoading || uploading.isLoading,
    submit,
  };
};
