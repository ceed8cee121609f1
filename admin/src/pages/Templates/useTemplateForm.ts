import * as React from 'react';

import type { Template, TemplateBody } from '../../../../server/contracts';
import { useTranslate } from '../../hooks/useTranslate';

/** The form's own values: what is typed, before it is a number or a list. */
export interface TemplateValues extends Required<
  Omit<TemplateBody, 'reminders' | 'expiringSoonDays' | 'renewalLeadDays'>
> {
  instructions: string;
  renewalLeadDays: number | null;
  /** Null in a new template: the server has a default for it. */
  expiringSoonDays: number | null;
  daysBefore: string;
  missingEveryDays: number | null;
  missingMax: number | null;
}

const initial = (template: Template | null): TemplateValues => ({
  name: template?.name ?? '',
  instructions: template?.instructions ?? '',
  issueToNewClients: template?.issueToNewClients ?? false,
  renewOnExpiry: template?.renewOnExpiry ?? false,
  renewalLeadDays: template?.renewalLeadDays ?? 0,
  expires: template?.expires ?? true,
  expiringSoonDays: template?.expiringSoonDays ?? null,
  accessRule: template?.accessRule ?? 'none',
  centers: template?.centers.map(({ documentId }) => documentId) ?? [],
  daysBefore: template?.reminders.daysBefore.join(', ') ?? '',
  missingEveryDays: template?.reminders.missingEveryDays ?? null,
  missingMax: template?.reminders.missingMax ?? null,
});

/** `30, 7, 1`; null when it is something else. */
const parseDays = (text: string): number[] | null => {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  return parts.every((part) => /^\d{1,4}$/.test(part)) ? parts.map(Number) : null;
};

const toBody = (values: TemplateValues): TemplateBody => ({
  name: values.name.trim(),
  instructions: values.instructions.trim() || null,
  issueToNewClients: values.issueToNewClients,
  renewOnExpiry: values.expires && values.renewOnExpiry,
  renewalLeadDays: values.renewalLeadDays ?? 0,
  expires: values.expires,
  ...(values.expiringSoonDays === null ? {} : { expiringSoonDays: values.expiringSoonDays }),
  accessRule: values.accessRule,
  centers: values.centers,
  reminders: {
    daysBefore: parseDays(values.daysBefore) ?? [],
    missingEveryDays: values.missingEveryDays,
    missingMax: values.missingMax,
  },
});

export const useTemplateForm = (template: Template | null) => {
  const t = useTranslate();
  const [values, setValues] = React.useState(() => initial(template));
  const [isTried, setIsTried] = React.useState(false);

  const errors: Partial<Record<keyof TemplateValues, string>> = {
    ...(values.name.trim() === '' ? { name: t('form.required') } : {}),
    ...(parseDays(values.daysBefore) === null ? { daysBefore: t('template.days-invalid') } : {}),
  };

  return {
    values,
    set: <K extends keyof TemplateValues>(name: K) => {
      return (value: TemplateValues[K]) => setValues((before) => ({ ...before, [name]: value }));
    },
    errors: isTried ? errors : {},
    /** What to send; null when something is missing, which the fields then say. */
    body: (): TemplateBody | null => {
      setIsTried(true);
      return Object.keys(errors).length === 0 ? toBody(values) : null;
    },
  };
};
