import { z } from '@strapi/utils';

import type { ClientErrorCode } from '../../../contracts';
import type { Schema } from './schema';

/** Strapi's error shape. What Strapi itself refuses, such as an unknown token, has no `code`. */
export const errorAnswer: Schema = z.object({
  data: z.null(),
  error: z.object({
    status: z.int(),
    name: z.string(),
    message: z.string(),
    details: z.looseObject({ code: z.string().optional().meta({ description: 'A stable word to translate.' }) }),
  }),
});

export const LIST_ERRORS: ClientErrorCode[] = [
  'filter_invalid',
  'sort_invalid',
  'pagination_invalid',
  'parameter_unknown',
];

export const EDIT_ERRORS: ClientErrorCode[] = [
  'field_unknown',
  'validity_invalid',
  'validity_in_past',
  'validity_not_expected',
  'notes_invalid',
  'notes_too_long',
];

export const FILE_ERRORS: ClientErrorCode[] = [
  'file_missing',
  'file_empty',
  'file_type',
  'file_broken',
  'file_encrypted',
  'file_active',
  'file_polyglot',
  'file_infected',
  'file_too_large',
  'upload_invalid',
  'upload_aborted',
];
