import { z } from '@strapi/utils';

import { access, accessQuery } from './described/access';
import { calendarBody, calendarLink } from './described/calendar';
import { certificate, certificateList, listQuery, updateBody, uploadBody } from './described/certificate';
import { EDIT_ERRORS, FILE_ERRORS, LIST_ERRORS } from './described/error';
import { bytes, nothing, operation } from './described/operation';
import { pushBody, pushKey, pushSubscription } from './described/push';
import { answerOf, pathParams, type Schema } from './described/schema';

interface Described {
  request?: {
    query?: Record<string, Schema>;
    body?: Record<string, Schema>;
  };
  response: Schema;
  config?: { auth: false };
}

const route = (method: string, path: string, handler: string, described: Described) => {
  const { request, response, config = {} } = described;
  return { method, path, handler, config, request: { params: pathParams(path), ...request }, response };
};

/** Paths are relative to `/api/certificates`. Fixed words stand before `:documentId`, which would swallow them. */
export default {
  type: 'content-api' as const,
  routes: [
    route('GET', '/', 'certificates.find', {
      request: { query: listQuery },
      response: operation(certificateList, { summary: 'Current certificates', errors: { 400: LIST_ERRORS } }),
    }),
    route('GET', '/access', 'access.find', {
      request: { query: accessQuery },
      response: operation(answerOf(access), {
        summary: 'Whether the client is in order on a day, and if not, why',
        errors: { 400: ['validity_invalid', 'parameter_unknown'] },
      }),
    }),
    route('POST', '/calendar', 'calendar.create', {
      request: { body: calendarBody },
      response: operation(answerOf(calendarLink), {
        summary: 'Make a private link to the calendar of the validity dates, in place of the one before',
        status: 201,
        errors: { 400: ['input_invalid', 'field_unknown'] },
      }),
    }),
    route('DELETE', '/calendar', 'calendar.delete', {
      response: operation(nothing(), { summary: 'End the link to the calendar', status: 204 }),
    }),
    route('GET', '/calendar/:token', 'calendar.findOne', {
      response: operation(bytes(), {
        summary: 'The calendar behind a link (iCalendar)',
        media: ['text/calendar'],
        isPublic: true,
        errors: { 403: ['forbidden'] },
      }),
      config: { auth: false },
    }),
    route('GET', '/clients/:clientDocumentId/access', 'client-access.findOne', {
      request: { query: accessQuery },
      response: operation(answerOf(access), {
        summary: 'Whether any client is in order on a day; for API tokens',
        errors: { 400: ['validity_invalid', 'parameter_unknown'], 404: ['not_found'] },
      }),
    }),
    route('GET', '/history', 'history.find', {
      request: { query: listQuery },
      response: operation(certificateList, { summary: 'Archived certificates', errors: { 400: LIST_ERRORS } }),
    }),
    route('GET', '/push/public-key', 'push-keys.find', {
      response: operation(answerOf(pushKey), { summary: 'What a client app subscribes with', isPublic: true }),
      config: { auth: false },
    }),
    route('GET', '/push-subscriptions', 'push-subscriptions.find', {
      response: operation(answerOf(z.array(pushSubscription)), { summary: 'Devices of the client' }),
    }),
    route('POST', '/push-subscriptions', 'push-subscriptions.create', {
      request: { body: pushBody },
      response: operation(answerOf(pushSubscription), {
        summary: 'Register a device; one that is known moves to this client',
        status: 201,
        errors: { 400: ['input_invalid', 'push_driver', 'push_endpoint', 'push_token', 'push_keys', 'push_locale'] },
      }),
    }),
    route('DELETE', '/push-subscriptions/:documentId', 'push-subscriptions.delete', {
      response: operation(nothing(), { summary: 'Take a device away', status: 204, errors: { 404: ['not_found'] } }),
    }),
    route('GET', '/:documentId', 'certificates.findOne', {
      response: operation(answerOf(certificate), { summary: 'One certificate', errors: { 404: ['not_found'] } }),
    }),
    route('PUT', '/:documentId', 'certificates.update', {
      request: { body: updateBody },
      response: operation(answerOf(certificate), {
        summary: 'Change validity date and notes while it is editable',
        errors: { 400: ['input_invalid', ...EDIT_ERRORS], 404: ['not_found'], 409: ['locked', 'busy'] },
      }),
    }),
    route('GET', '/:documentId/preview', 'previews.findOne', {
      response: operation(bytes(), {
        summary: 'The document as a picture that any browser shows',
        media: ['image/jpeg'],
        errors: {
          404: ['not_found', 'document_missing'],
          422: ['preview_failed'],
          503: ['preview_busy', 'store_unavailable'],
        },
      }),
    }),
    route('GET', '/:documentId/document', 'documents.findOne', {
      response: operation(bytes(), {
        summary: 'The document as it was uploaded',
        media: ['application/pdf', 'image/jpeg', 'image/png', 'image/heic', 'image/heif'],
        redirects: true,
        errors: { 404: ['not_found', 'document_missing'], 503: ['store_unavailable'] },
      }),
    }),
    route('POST', '/:documentId/document', 'documents.create', {
      request: { body: uploadBody },
      response: operation(answerOf(certificate), {
        summary: 'Put a document in place, with validity date and notes if given',
        errors: {
          400: [...FILE_ERRORS, ...EDIT_ERRORS],
          404: ['not_found'],
          409: ['locked', 'busy'],
          503: ['store_unavailable', 'antivirus_unavailable'],
        },
      }),
    }),
  ],
};
