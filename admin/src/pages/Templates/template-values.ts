import type { Template, TemplateBody } from '../../../../server/contracts';
import type { Translate } from '../../hooks/useTranslate';

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

export const initialValues = (template: Template | null): TemplateValues => ({
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

/** Which of the fields are on the screen: a document without a validity date has nothing to do with days. */
const shownOf = ({ expires, renewOnExpiry }: TemplateValues) => ({
  renewalLeadDays: expires && renewOnExpiry,
  expiringSoonDays: expires,
  daysBefore: expires,
  missingEveryDays: true,
  missingMax: true,
});

/** What the values come to. Of fields that are not on the screen nothing is sent. */
export const toBody = (values: TemplateValues): TemplateBody => {
  const shown = shownOf(values);
  const { renewalLeadDays, expiringSoonDays } = values;
  return {
    name: values.name.trim(),
    instructions: values.instructions.trim() || null,
    issueToNewClients: values.issueToNewClients,
    renewOnExpiry: values.expires && values.renewOnExpiry,
    ...(shown.renewalLeadDays && renewalLeadDays !== null && { renewalLeadDays }),
    expires: values.expires,
    ...(shown.expiringSoonDays && expiringSoonDays !== null && { expiringSoonDays }),
    accessRule: values.accessRule,
    centers: values.centers,
    reminders: {
      daysBefore: (shown.daysBefore && parseDays(values.daysBefore)) || [],
      missingEveryDays: values.missingEveryDays,
      missingMax: values.missingMax,
    },
  };
};

/** Of what is to be sent that which is no longer as it was seen: somebody else may have changed the rest meanwhile. */
export const changesOf = (seen: TemplateValues, values: TemplateValues): Partial<TemplateBody> => {
  const before = toBody(seen) as unknown as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(toBody(values)).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]))
  );
};

export type Errors = Partial<Record<keyof TemplateValues, string>>;

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
export const errorsOf = (values: TemplateValues, isNew: boolean, t: Translate): Errors => {
  const errors: Errors = {};
  const shown = shownOf(values);
  if (values.name.trim() === '') errors.name = t('form.required');
  if (shown.daysBefore) {
    const days = parseDays(values.daysBefore);
    if (!days?.every((day) => isWhole(day, RANGES.expiringSoonDays))) errors.daysBefore = t('template.days-invalid');
    else if (days.length > MAX_REMINDERS) errors.daysBefore = t('template.days-too-many', { max: MAX_REMINDERS });
  }
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
