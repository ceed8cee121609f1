import { z } from '@strapi/utils';

import type { ClientErrorCode } from '../../../contracts';
import type { COMPONENT } from './components';
import type { Schema } from './schema';

type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 422 | 503;

/** Where a generated document keeps what Strapi's generator has no place for: see bin/openapi.mjs. */
export const EXTENSION = 'x-certificates-operation';

interface Description {
  summary: string;
  /** Of the answer when all is well; 200 where it is not given. */
  status?: 200 | 201 | 204;
  /** `application/json` where it is not given. */
  media?: string[];
  /** Open to everybody. */
  isPublic?: boolean;
  /** Words in `error.details.code`, by status; 401 and 403 are for all that need a log-in. */
  errors?: Partial<Record<ErrorStatus, ClientErrorCode[]>>;
}

const ERROR: Record<ErrorStatus, string> = {
  400: 'Wrong input',
  401: 'Not logged in',
  403: 'Not allowed',
  404: 'Not there, or not theirs',
  409: 'Its state forbids it',
  422: 'Cannot be shown',
  503: 'Try again later',
};

const errorSchema = (codes: string[]) => {
  const shape = { $ref: `#/components/schemas/${'CertificatesError' satisfies keyof typeof COMPONENT}` };
  if (codes.length === 0) return shape;
  const details = { type: 'object', required: ['code'], properties: { code: { enum: codes } } };
  const error = { type: 'object', properties: { details } };
  return { allOf: [shape, { type: 'object', properties: { error } }] };
};

const errorResponse = (status: ErrorStatus, codes: string[]) => ({
  description: [ERROR[status], codes.join(', ')].filter(Boolean).join(': '),
  content: { 'application/json': { schema: errorSchema(codes) } },
});

/**
 * Describes an operation by the schema of its answer. Strapi's generator knows one status (200), one media type (JSON)
 * and errors without a shape; the rest goes along as an annotation.
 */
export const operation = (schema: Schema, description: Description): Schema => {
  const { summary, status = 200, media = ['application/json'], isPublic = false, errors = {} } = description;
  const all: Description['errors'] = { ...(isPublic ? {} : { 401: [], 403: [] }), ...errors };
  return schema.meta({
    [EXTENSION]: {
      summary,
      ...(isPublic ? { security: [] } : {}),
      success: { status, description: summary, media: status === 204 ? [] : media },
      errors: Object.fromEntries(
        Object.entries(all).map(([code, words]) => [code, errorResponse(Number(code) as ErrorStatus, words)])
      ),
    },
  });
};

/** Bytes, as no JSON could be. */
export const bytes = (): Schema => z.string().meta({ format: 'binary' });

/** Nothing. */
export const nothing = (): Schema => z.null();
