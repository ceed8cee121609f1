import { yup } from '@strapi/utils';

/** Text of a request, without NUL, which PostgreSQL cannot store. */
export const plainText = (max: number) =>
  yup
    .string()
    .strict(true)
    .max(max, '${path} may have at most ${max} characters')
    .test('no-nul', '${path} must be plain text', (value) => !value?.includes('\0'));
