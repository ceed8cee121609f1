import { Checkbox, Field, NumberInput, TextInput } from '@strapi/design-system';

interface Common {
  name: string;
  label: string;
  hint?: string;
  error?: string;
  required?: boolean;
}

export const TextField = ({
  value,
  maxLength,
  onChange,
  ...field
}: Common & { value: string; maxLength?: number; onChange: (value: string) => void }) => (
  <Field.Root name={field.name} hint={field.hint} error={field.error} required={field.required}>
    <Field.Label>{field.label}</Field.Label>
    <TextInput value={value} maxLength={maxLength} onChange={(event) => onChange(event.target.value)} />
    <Field.Error />
    <Field.Hint />
  </Field.Root>
);

export const NumberField = ({
  value,
  onChange,
  ...field
}: Common & { value: number | null; onChange: (value: number | null) => void }) => (
  <Field.Root name={field.name} hint={field.hint} error={field.error} required={field.required}>
    <Field.Label>{field.label}</Field.Label>
    <NumberInput value={value ?? undefined} onValueChange={(next) => onChange(next ?? null)} />
    <Field.Error />
    <Field.Hint />
  </Field.Root>
);

export const CheckField = ({
  value,
  onChange,
  ...field
}: Common & { value: boolean; onChange: (value: boolean) => void }) => (
  <Field.Root name={field.name} hint={field.hint} error={field.error}>
    <Checkbox checked={value} onCheckedChange={(checked) => onChange(checked === true)}>
      {field.label}
    </Checkbox>
    <Field.Error />
    <Field.Hint />
  </Field.Root>
);
