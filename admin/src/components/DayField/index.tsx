import * as React from 'react';
import { Field, IconButton, Popover, TextInput, Typography } from '@strapi/design-system';
import { Calendar as CalendarIcon } from '@strapi/icons';
import { useIntl } from 'react-intl';

import { useTranslate } from '../../hooks/useTranslate';
import { Calendar } from './Calendar';
import { createDayText } from './day-text';

interface Props {
  name: string;
  label: string;
  hint?: string;
  error?: string;
  /** `YYYY-MM-DD` */
  value: string | null;
  required?: boolean;
  /** @param isUnread what is typed is no day: the value is not to be sent, and the field says why */
  onChange: (day: string | null, isUnread: boolean) => void;
}

/**
 * A plain day, typed as the panel's language writes it, or picked. What is typed is taken for exactly one day or refused in
 * words; the design system's own picker takes 31 February for another day.
 */
export const DayField = ({ name, label, hint, error, value, required, onChange }: Props) => {
  const t = useTranslate();
  const { locale } = useIntl();
  const days = React.useMemo(() => createDayText(locale), [locale]);
  const [text, setText] = React.useState(value === null ? '' : days.write(value));
  const [isSettled, setIsSettled] = React.useState(true);
  const [isOpen, setIsOpen] = React.useState(false);
  const { problem } = days.read(text);

  const pattern = days.pattern({
    day: t('day.letters-day'),
    month: t('day.letters-month'),
    year: t('day.letters-year'),
  });
  const words = { pattern, example: days.write(`${new Date().getFullYear() + 1}-12-31`) };
  const told = problem && isSettled ? t(`day.problem-${problem}`, words) : error;

  const type = (typed: string) => {
    const read = days.read(typed);
    setText(typed);
    setIsSettled(false);
    onChange(read.day, read.problem !== null);
  };
  /** Once somebody has done with typing, the field says what it has understood. */
  const settle = () => {
    setIsSettled(true);
    const { day } = days.read(text);
    if (day !== null) setText(days.write(day));
  };
  const pick = (day: string) => {
    setText(days.write(day));
    setIsSettled(true);
    setIsOpen(false);
    onChange(day, false);
  };

  return (
    <Field.Root name={name} hint={hint} error={told} required={required}>
      <Field.Label>{label}</Field.Label>
      <TextInput
        value={text}
        placeholder={pattern}
        autoComplete="off"
        onChange={(event) => type(event.target.value)}
        onBlur={settle}
        onKeyDown={(event) => event.key === 'Enter' && settle()}
        endAction={
          <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
            <Popover.Trigger>
              <IconButton type="button" variant="ghost" size="XS" label={t('day.pick')}>
                <CalendarIcon />
              </IconButton>
            </Popover.Trigger>
            <Popover.Content align="end" aria-label={label} onOpenAutoFocus={(event) => event.preventDefault()}>
              <Calendar locale={locale} value={value} onPick={pick} />
            </Popover.Content>
          </Popover.Root>
        }
      />
      <Field.Error />
      {value !== null && (
        <Typography variant="pi" tag="p" textColor="neutral800" aria-live="polite">
          {days.words(value)}
        </Typography>
      )}
      <Field.Hint />
    </Field.Root>
  );
};
