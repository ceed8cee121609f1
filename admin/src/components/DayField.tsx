import { DatePicker, Field } from '@strapi/design-system';
import { useIntl } from 'react-intl';

import { useTranslate } from '../hooks/useTranslate';

interface Props {
  name: string;
  label: string;
  hint?: string;
  error?: string;
  /** `YYYY-MM-DD` */
  value: string | null;
  required?: boolean;
  onChange: (day: string | null) => void;
}

const pad = (value: number, length: number) => String(value).padStart(length, '0');

/** The picker gives local midnight and takes UTC; the day that people see is what goes in and out here. */
const toDay = (date: Date | undefined): string | null =>
  date ? `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}` : null;
const toDate = (day: string | null): Date | undefined => (day ? new Date(`${day}T00:00:00Z`) : undefined);

/** A plain day, typed or picked, as the panel's language writes it. */
export const DayField = ({ name, label, hint, error, value, required, onChange }: Props) => {
  const t = useTranslate();
  const { locale } = useIntl();
  return (
    <Field.Root name={name} hint={hint} error={error} required={required}>
      <Field.Label>{label}</Field.Label>
      <DatePicker
        locale={locale}
        value={toDate(value)}
        onChange={(date) => onChange(toDay(date))}
        onClear={() => onChange(null)}
        clearLabel={t('form.clear')}
        calendarLabel={label}
        monthSelectLabel={t('form.month')}
        yearSelectLabel={t('form.year')}
      />
      <Field.Error />
      <Field.Hint />
    </Field.Root>
  );
};
