import { Field, Textarea } from '@strapi/design-system';

import { MAX_TEXT_LENGTH } from '../constants';
import { useTranslate } from '../hooks/useTranslate';

/** Characters as people count them: an emoji of two code units is one. */
export const countCharacters = (text: string): number => [...text].length;

interface Props {
  name: string;
  label: string;
  value: string;
  error?: string;
  required?: boolean;
  onChange: (value: string) => void;
}

/** A text of up to 400 characters that says how many there are. */
export const CountedTextarea = ({ name, label, value, error, required, onChange }: Props) => {
  const t = useTranslate();
  const count = countCharacters(value);
  const isTooLong = count > MAX_TEXT_LENGTH;
  return (
    <Field.Root
      name={name}
      required={required}
      error={isTooLong ? t('error.text_too_long') : error}
      hint={t('form.counter', { count, max: MAX_TEXT_LENGTH })}
    >
      <Field.Label>{label}</Field.Label>
      <Textarea value={value} onChange={(event) => onChange(event.target.value)} />
      <Field.Error />
      <Field.Hint />
    </Field.Root>
  );
};
