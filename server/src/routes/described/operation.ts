import { z } from '@strapi/utils';

import type { ClientErrorCode } from '../../../contracts';
import type { COMPONENT } from './components';
import type { Schema } from './schema';

type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 422 | 503;

/** Where Strapi's generator carries along what it has no place for, until `completeOpenapi` puts it into its place. */
export const EXTENSION = 'x-certificates-operation';

export interface JsonSchema {
  required?: string[];
  [EXTENSION]?: Annotation;
  [word: string]: unknown;
}

export interface Answer {
  description: string;
  headers?: Record<string, object>;
  content?: Record<string, { schema?: JsonSchema }>;
}

export interface Annotation {
  summary: string;
  security?: [];
  success: { status: number; description: string; media: string[] };
  /** Answers beside that, by status. */
  others: Record<string, Answer>;
}

interface Description {
  summary: string;
  /** Of the answer when all is well; 200 where it is not given. */
  status?: 200 | 201 | 204;
  /** `application/json` where it is not given. */
  media?: string[];
  /** Open to everybody. */
  isPublic?: boolean;
  /** Whether it may send elsewhere instead: 302 to a link of the store that holds for minutes. */
  redirects?: boolean;
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

const errorResponse = (status: ErrorStatus, codes: string[]): Answer => ({
  description: [ERROR[status], codes.join(', ')].filter(Boolean).join(': '),
  content: { 'application/json': { schema: errorSchema(codes) } },
});

const REDIRECT: Answer = {
  description: 'Where `documents.delivery` is `redirect`: a signed link to the same bytes, which holds for minutes',
  headers: { Location: { schema: { type: 'string', format: 'uri' } } },
};

/**
 * Describes an operation by the schema of its answer. Strapi's generator knows one status (200), one media type (JSON)
 * and errors without a shape; the rest goes along as an annotation.
 */
export const operation = (schema: Schema, description: Description): Schema => {
  const { summary, status = 200, media = ['application/json'], isPublic = false, redirects = false } = description;
  const errors: Description['errors'] = { ...(isPublic ? {} : { 401: [], 403: [] }), ...description.errors };
  const annotation: Annotation = {
    summary,
    ...(isPublic ? { security: [] } : {}),
    success: { status, description: summary, media: status === 204 ? [] : media },
    others: {
      ...(redirects ? { 302: REDIRECT } : {}),
      ...Object.fromEntries(
        Object.entries(errors).map(([code, words]) => [code, errorResponse(Number(code) as ErrorStatus, words)])
      ),
    },
  };
  return schema.meta({ [EXTENSION]: annotation });
};

/** Bytes, as no JSON could be. */
export const bytes = (): Schema => z.string().meta({ format: 'binary' });

/** Nothing. */
export const nothing = (): Schema => z.null();
