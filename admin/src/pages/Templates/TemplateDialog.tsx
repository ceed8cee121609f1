import type * as React from 'react';
import {
  Field,
  Flex,
  Grid,
  MultiSelect,
  MultiSelectOption,
  SingleSelect,
  SingleSelectOption,
  Textarea,
  Typography,
} from '@strapi/design-system';

import type { Template } from '../../../../server/contracts';
import { useFindEveryCenterQuery } from '../../api/centers';
import { useCreateTemplateMutation, useUpdateTemplateMutation } from '../../api/templates';
import { DraftNotice } from '../../components/DraftNotice';
import { CheckField, NumberField, TextField } from '../../components/fields';
import { FormDialog } from '../../components/FormDialog';
import { ACCESS_RULES, MAX_INSTRUCTIONS_LENGTH, MAX_NAME_LENGTH, type AccessRule } from '../../constants';
import { failureOf } from '../../hooks/useErrorText';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';
import { useTemplateForm } from './useTemplateForm';

interface Props {
  /** Null: a new one. */
  template: Template | null;
  onClose: () => void;
}

const Heading = ({ children }: { children: string }) => (
  <Typography variant="delta" tag="h3">
    {children}
  </Typography>
);

/** A template's name, what it does by itself, and the rest for those who need it. */
export const TemplateDialog = ({ template, onClose }: Props) => {
  const t = useTranslate();
  const notify = useNotify();
  const { data: centers = [] } = useFindEveryCenterQuery(undefined);
  const [create, creating] = useCreateTemplateMutation();
  const [update, updating] = useUpdateTemplateMutation();
  const form = useTemplateForm(template);
  const { values, set, errors, isFound, forget } = form;
  const close = () => {
    forget();
    onClose();
  };

  const submit = async () => {
    if (!form.isComplete()) return;
    try {
      const saving = template ? update({ documentId: template.documentId, ...form.changes() }) : create(form.body());
      const { name } = await saving.unwrap();
      notify.success(t(template ? 'templates.updated' : 'templates.created', { name }));
      close();
    } catch (error) {
      if (failureOf(error).code === 'name_taken') form.refuseName();
      else notify.failure(error);
    }
  };

  return (
    <FormDialog
      title={t(template ? 'templates.edit' : 'templates.new')}
      submitLabel={t(template ? 'action.update' : 'action.create')}
      isBusy={creating.isLoading || updating.isLoading}
      onSubmit={submit}
      onClose={close}
      onEscape={onClose}
    >
      {isFound && <DraftNotice />}
      <TextField
        name="name"
        label={t('template.name')}
        required
        maxLength={MAX_NAME_LENGTH}
        value={values.name}
        error={errors.name}
        onChange={set('name')}
      />
      <Field.Root name="instructions">
        <Field.Label>{t('field.instructions')}</Field.Label>
        <Textarea
          value={values.instructions}
          maxLength={MAX_INSTRUCTIONS_LENGTH}
          onChange={(event: React.ChangeEvent<HTMLTextAreaElement>) => set('instructions')(event.target.value)}
        />
      </Field.Root>

      <Flex direction="column" alignItems="stretch" gap={4}>
        <Heading>{t('template.automation')}</Heading>
        <CheckField
          name="issueToNewClients"
          label={t('template.issue-to-new-clients')}
          value={values.issueToNewClients}
          onChange={set('issueToNewClients')}
        />
        {values.expires && (
          <CheckField
            name="renewOnExpiry"
            label={t('template.renew-on-expiry')}
            value={values.renewOnExpiry}
            onChange={set('renewOnExpiry')}
          />
        )}
        {values.expires && values.renewOnExpiry && (
          <NumberField
            name="renewalLeadDays"
            label={t('template.lead-days')}
            hint={t('template.lead-days-hint')}
            value={values.renewalLeadDays}
            error={errors.renewalLeadDays}
            onChange={set('renewalLeadDays')}
          />
        )}
      </Flex>

      <Flex direction="column" alignItems="stretch" gap={4}>
        <Heading>{t('field.validity')}</Heading>
        <CheckField
          name="expires"
          label={t('template.expires')}
          hint={t('template.expires-hint')}
          value={values.expires}
          onChange={set('expires')}
        />
        {values.expires && (
          <NumberField
            name="expiringSoonDays"
            label={t('template.soon-days')}
            hint={template ? undefined : t('template.soon-days-hint')}
            value={values.expiringSoonDays}
            error={errors.expiringSoonDays}
            onChange={set('expiringSoonDays')}
          />
        )}
        <Field.Root name="accessRule">
          <Field.Label>{t('template.access-rule')}</Field.Label>
          <SingleSelect value={values.accessRule} onChange={(value) => set('accessRule')(String(value) as AccessRule)}>
            {ACCESS_RULES.map((rule) => (
              <SingleSelectOption key={rule} value={rule}>
                {t(`template.access-${rule}`)}
              </SingleSelectOption>
            ))}
          </SingleSelect>
        </Field.Root>
        {centers.length > 0 && (
          <Field.Root name="centers" hint={t('template.centers-hint')}>
            <Field.Label>{t('field.centers')}</Field.Label>
            <MultiSelect
              value={values.centers}
              placeholder={t('templates.every-center')}
              withTags
              onChange={set('centers')}
              onClear={() => set('centers')([])}
              clearLabel={t('form.clear')}
            >
              {centers.map(({ documentId, name }) => (
                <MultiSelectOption key={documentId} value={documentId}>
                  {name}
                </MultiSelectOption>
              ))}
            </MultiSelect>
            <Field.Hint />
          </Field.Root>
        )}
      </Flex>

      <Flex direction="column" alignItems="stretch" gap={4}>
        <Heading>{t('template.reminders')}</Heading>
        {values.expires && (
          <TextField
            name="daysBefore"
            label={t('template.days-before')}
            hint={t('template.days-before-hint')}
            value={values.daysBefore}
            error={errors.daysBefore}
            onChange={set('daysBefore')}
          />
        )}
        <Grid.Root gap={4}>
          <Grid.Item col={6} s={12} direction="column" alignItems="stretch">
            <NumberField
              name="missingEveryDays"
              label={t('template.missing-every')}
              value={values.missingEveryDays}
              error={errors.missingEveryDays}
              onChange={set('missingEveryDays')}
            />
          </Grid.Item>
          <Grid.Item col={6} s={12} direction="column" alignItems="stretch">
            <NumberField
              name="missingMax"
              label={t('template.missing-max')}
              value={values.missingMax}
              error={errors.missingMax}
              onChange={set('missingMax')}
            />
          </Grid.Item>
        </Grid.Root>
      </Flex>
    </FormDialog>
  );
};
