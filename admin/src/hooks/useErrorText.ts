import * as React from 'react';

import { useFormats } from './useFormats';
import type { TextKey } from '../translations';
import { useTranslate } from './useTranslate';

/** Codes of the server (`error.details.code`) that have a text of their own. */
const CODES = {
  antivirus_unavailable: 'error.antivirus_unavailable',
  archived: 'error.archived',
  busy: 'error.busy',
  center_in_use: 'error.center_in_use',
  center_unknown: 'error.center_unknown',
  client_unknown: 'error.client_unknown',
  comment_invalid: 'error.text_invalid',
  comment_too_long: 'error.text_too_long',
  cursor_invalid: 'error.list_invalid',
  document_missing: 'error.document_missing',
  file_active: 'error.file_active',
  file_broken: 'error.file_broken',
  file_empty: 'error.file_empty',
  file_encrypted: 'error.file_encrypted',
  file_infected: 'error.file_infected',
  file_missing: 'error.file_missing',
  file_polyglot: 'error.file_polyglot',
  file_too_large: 'error.file_too_large',
  file_type: 'error.file_type',
  filter_invalid: 'error.list_invalid',
  forbidden: 'error.forbidden',
  locked: 'error.locked',
  mail_failed: 'error.mail_failed',
  name_taken: 'error.name_taken',
  not_found: 'error.not_found',
  notes_invalid: 'error.text_invalid',
  notes_too_long: 'error.text_too_long',
  offline: 'error.offline',
  pagination_invalid: 'error.list_invalid',
  preview_busy: 'error.preview_busy',
  preview_failed: 'error.preview_failed',
  revision_changed: 'error.revision_changed',
  sort_invalid: 'error.list_invalid',
  staff_unknown: 'error.staff_unknown',
  store_unavailable: 'error.store_unavailable',
  template_archived: 'error.template_archived',
  text_invalid: 'error.input_invalid',
  time_zone_invalid: 'error.time_zone_invalid',
  trashed: 'error.trashed',
  unauthorized: 'error.unauthorized',
  upload_aborted: 'error.upload_failed',
  upload_invalid: 'error.upload_failed',
  validity_in_past: 'error.validity_in_past',
  validity_invalid: 'error.validity_invalid',
  validity_not_expected: 'error.validity_not_expected',
  wrong_state: 'error.wrong_state',
} as const satisfies Record<string, TextKey>;

const STATUSES: Partial<Record<number, TextKey>> = {
  400: 'error.input_invalid',
  401: 'error.unauthorized',
  403: 'error.forbidden',
  404: 'error.not_found',
  413: 'error.file_too_large',
  422: 'error.preview_failed',
  503: 'error.unavailable',
};

interface Failure {
  code: string | null;
  status: number | null;
  /** What the server says besides. */
  details: Record<string, unknown>;
}

/** What is known of an error, whether it comes from RTK Query or from the fetch client. */
export const failureOf = (error: unknown): Failure => {
  const shape = error as {
    name?: unknown;
    status?: unknown;
    details?: Record<string, unknown>;
    response?: { data?: { error?: unknown } };
  };
  if (shape?.response?.data?.error) return failureOf(shape.response.data.error);
  const details = shape?.details ?? {};
  // `fetch` throws a TypeError where nobody answers, and a proxy that answers instead speaks no JSON.
  const isOffline = shape?.status === undefined && (shape?.name === 'TypeError' || shape?.name === 'SyntaxError');
  return {
    code: isOffline ? 'offline' : typeof details.code === 'string' ? details.code : null,
    status: typeof shape?.status === 'number' ? shape.status : null,
    details,
  };
};

/** Says in the user's words why something did not work. Takes what was thrown, or the code of one row of a bulk action. */
export const useErrorText = (): ((error: unknown) => string) => {
  const t = useTranslate();
  const formats = useFormats();
  return React.useCallback(
    (error) => {
      const { code, status, details } =
        typeof error === 'string' ? { code: error, status: null, details: {} } : failureOf(error);
      if (code === 'file_too_large' && typeof details.maxBytes === 'number') {
        return t('error.file_too_large_than', { max: formats.size(details.maxBytes) });
      }
      if (code !== null && code in CODES) return t(CODES[code as keyof typeof CODES]);
      return t((status !== null && STATUSES[status]) || 'error.unknown');
    },
    [t, formats]
  );
};
