import { yup } from '@strapi/utils';

import { ACCESS_RULES } from '../constants';
import { inputInvalid } from '../domain/input-problems';
import { NO_REMINDERS, type Reminders, type TemplateFields } from '../repositories/templates';
import { plainText } from './plain-text';

export type TemplateInput = Partial<TemplateFields> & {
  /** Document ids; empty: every centre. */
  centers?: string[];
};

const days = () =>
  yup
    .number()
    .integer('${path} must be a whole number of days')
    .min(0, '${path} must be 0 or more')
    .max(3650, '${path} must be 3650 or less');

const schema = yup
  .object({
    name: plainText(255).matches(/\S/, '${path} must not be empty'),
    instructions: plainText(10_000).nullable(),
    issueToNewClients: yup.boolean(),
    renewOnExpiry: yup.boolean(),
    renewalLeadDays: days(),
    expires: yup.boolean(),
    expiringSoonDays: days(),
    accessRule: yup.string().oneOf([...ACCESS_RULES], '${path} must be one of ${values}'),
    centers: yup.array().of(plainText(64).required()).max(1_000, '${path} may have at most ${max} entries'),
    reminders: yup
      .object({
        daysBefore: yup.array().of(days().required()).max(10, '${path} may have at most ${max} entries'),
        missingEveryDays: days().min(1, '${path} must be 1 or more').nullable(),
        missingMax: days().min(1, '${path} must be 1 or more').max(100, '${path} must be 100 or less').nullable(),
      })
      .noUnknown(true, 'Unknown fields: ${unknown}')
      .nullable()
      .default(undefined),
  })
  .noUnknown(true, 'Unknown fields: ${unknown}');

/**
 * Checks a template as it comes from outside; what is absent stays absent.
 * @throws DomainError 400 `input_invalid` with `errors: [{ path, message }]`
 */
export const parseTemplate = (input: unknown, { nameRequired }: { nameRequired: boolean }): TemplateInput => {
  let value: Omit<TemplateInput, 'reminders'> & { reminders?: Partial<Reminders> | null };
  try {
    value = schema.validateSync(input, { strict: true, abortEarly: false }) as typeof value;
  } catch (error) {
    throw inputInvalid(error);
  }
  if (nameRequired && value.name === undefined) {
    throw inputInvalid({ path: 'name', message: 'name is required' });
  }
  const { reminders, ...rest } = value;
  return {
    ...rest,
    ...(rest.name === undefined ? {} : { name: rest.name.trim() }),
    ...(reminders === undefined ? {} : { reminders: { ...NO_REMINDERS, ...reminders } }),
  };
};
