import * as React from 'react';

import type { Template, TemplateBody } from '../../../../server/contracts';
import { useDraft, useKeepDraft } from '../../hooks/useDraft';
import { useTranslate, type Translate } from '../../hooks/useTranslate';

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

type Errors = Partial<Record<keyof TemplateValues, string>>;

/** Numbers of each field that the server takes, and whether it may be empty. */
const RANGES = {
  renewalLeadDays: { min: 0, max: 3_650, isOptional: false },
  expiringSoonDays: { min: 0, max: 3_650, isOptional: false },
  missingEveryDays: { min: 1, max: 3_650, isOptional: true },
  missingMax: { min: 1, max: 100, isOptional: true },
} as const;
const MAX_REMINDERS = 10;

const isWhole = (value: number, { min, max }: { min: number; max: number }): boolean =>
  Number.isInteger(value) && value >= min && value <= max;

/** What is wrong with the values. Fields that are not on the screen are not asked. */
const errorsOf = (values: TemplateValues, isNew: boolean, t: Translate): Errors => {
  const errors: Errors = {};
  if (values.name.trim() === '') errors.name = t('form.required');
  const days = parseDays(values.daysBefore);
  if (!days?.every((day) => isWhole(day, RANGES.expiringSoonDays))) errors.daysBefore = t('template.days-invalid');
  else if (days.length > MAX_REMINDERS) errors.daysBefore = t('template.days-too-many', { max: MAX_REMINDERS });

  const shown = {
    renewalLeadDays: values.expires && values.renewOnExpiry,
    expiringSoonDays: values.expires,
    missingEveryDays: true,
    missingMax: true,
  };
  for (const name of Object.keys(RANGES) as (keyof typeof RANGES)[]) {
    const value = values[name];
    const range = RANGES[name];
    const mayBeEmpty = range.isOptional || (isNew && name === 'expiringSoonDays');
    if (!shown[name] || (value === null && mayBeEmpty)) continue;
    if (value === null || !isWhole(value, range))
      errors[name] = t('form.whole-number', { min: range.min, max: range.max });
  }
  return errors;
};

export const useTemplateForm = (template: Template | null) => {
  const t = useTranslate();
  const [seen] = React.useState(() => initial(template));
  const draft = useDraft<TemplateValues>(`template.${template?.documentId ?? 'new'}`);
  const [values, setValues] = React.useState(draft.found ?? seen);
  const [isTried, setIsTried] = React.useState(false);
  const [takenName, setTakenName] = React.useState<string | null>(null);

  useKeepDraft(draft, JSON.stringify(values) === JSON.stringify(seen) ? null : values);

  const errors = errorsOf(values, template === null, t);
  if (takenName !== null && values.name === takenName) errors.name = t('error.name_taken');

  return {
    values,
    set: <K extends keyof TemplateValues>(name: K) => {
      return (value: TemplateValues[K]) => setValues((before) => ({ ...before, [name]: value }));
    },
    /** Whether the form begins with what was typed before. */
    isFound: draft.found !== null,
    forget: draft.drop,
    errors: isTried ? errors : {},
    /** The server knows another template of this name. */
    refuseName: () => setTakenName(values.name),
    /** What to send; null when something is missing, which the fields then say. */
    body: (): TemplateBody | null => {
      setIsTried(true);
      return Object.keys(errors).length === 0 ? toBody(values) : null;
    },
  };
};
