import * as React from 'react';
import { Field, SingleSelect, SingleSelectOption, Typography } from '@strapi/design-system';

import type { Client } from '../../../../server/contracts';
import { useIssueCertificateMutation } from '../../api/certificates';
import { useFindEveryTemplateQuery } from '../../api/templates';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';
import { FormDialog } from '../FormDialog';

interface Props {
  client: Pick<Client, 'documentId' | 'username' | 'centers'>;
  onClose: () => void;
}

/** Asks a client for one certificate more: which, and on behalf of which of their centres. */
export const IssueDialog = ({ client, onClose }: Props) => {
  const t = useTranslate();
  const notify = useNotify();
  const { data: templates = [], isLoading } = useFindEveryTemplateQuery(undefined);
  const [issue, { isLoading: isBusy }] = useIssueCertificateMutation();
  const [template, setTemplate] = React.useState<string | null>(null);
  const [center, setCenter] = React.useState(client.centers[0]?.documentId ?? null);
  const [isMissing, setIsMissing] = React.useState(false);

  const submit = async () => {
    if (template === null) return setIsMissing(true);
    try {
      const { name } = await issue({
        client: client.documentId,
        template,
        ...(center === null ? {} : { center }),
      }).unwrap();
      notify.success(t('issue.done', { name, client: client.username }));
      onClose();
    } catch (error) {
      notify.failure(error);
    }
  };

  return (
    <FormDialog
      title={t('issue.title', { client: client.username })}
      submitLabel={t('action.create')}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={onClose}
    >
      <Typography tag="p" textColor="neutral600">
        {t('issue.explanation')}
      </Typography>
      <Field.Root
        name="template"
        required
        error={isMissing && template === null && t('issue.template-missing')}
        hint={!isLoading && templates.length === 0 && t('issue.no-templates')}
      >
        <Field.Label>{t('field.template')}</Field.Label>
        <SingleSelect
          value={template}
          placeholder={t('issue.choose-template')}
          onChange={(value) => setTemplate(String(value))}
        >
          {templates.map(({ documentId, name }) => (
            <SingleSelectOption key={documentId} value={documentId}>
              {name}
            </SingleSelectOption>
          ))}
        </SingleSelect>
        <Field.Error />
        <Field.Hint />
      </Field.Root>
      {client.centers.length > 1 && (
        <Field.Root name="center">
          <Field.Label>{t('field.center')}</Field.Label>
          <SingleSelect value={center} onChange={(value) => setCenter(String(value))}>
            {client.centers.map(({ documentId, name }) => (
              <SingleSelectOption key={documentId} value={documentId}>
                {name}
              </SingleSelectOption>
            ))}
          </SingleSelect>
        </Field.Root>
      )}
    </FormDialog>
  );
};
