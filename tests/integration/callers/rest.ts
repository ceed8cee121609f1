import type { Response } from 'supertest';
import { upload } from '../../helpers/office';
import { parseTable } from './table';
import { CALLERS, type Caller, type Target, type World } from './world';

/**
 * Status, and the code where the plugin itself says no. What Strapi refuses for want of a grant has none: 401 where the
 * log-in is not good, 403 where it does not go so far.
 */
export const REST = parseTable(
  CALLERS,
  `
  route                                    action                       nobody         client         other          blocked  read-only      scoped         unscoped       full           admin  admin-token
  GET /                                    certificates.find            403            200            200            401      200            200            403            200            401    401
  GET /access                              access.find                  403            200            200            401      403:forbidden  403:forbidden  403            403:forbidden  401    401
  POST /calendar                           calendar.create              403            201            201            401      403            403:forbidden  403            403:forbidden  401    401
  DELETE /calendar                         calendar.delete              403            204            204            401      403            403:forbidden  403            403:forbidden  401    401
  GET /calendar/:token                     (the link)                   200            200            200            403:forbidden  200      200            200            200            200    200
  GET /clients/:clientDocumentId/access    client-access.findOne        403            403            403            401      200            200            403            200            401    401
  GET /history                             history.find                 403            200            200            401      200            200            403            200            401    401
  GET /push/public-key                     (nothing)                    200            200            200            200      200            200            200            200            200    200
  GET /push-subscriptions                  push-subscriptions.find      403            200            200            401      403:forbidden  403:forbidden  403            403:forbidden  401    401
  POST /push-subscriptions                 push-subscriptions.create    403            201            201            401      403            403:forbidden  403            403:forbidden  401    401
  DELETE /push-subscriptions/:documentId   push-subscriptions.delete    403            204            404:not_found  401      403            403:forbidden  403            403:forbidden  401    401
  GET /:documentId                         certificates.findOne         403            200            404:not_found  401      200            200            403            200            401    401
  PUT /:documentId                         certificates.update          403            200            404:not_found  401      403            403:forbidden  403            403:forbidden  401    401
  GET /:documentId/preview                 previews.findOne             403            200            404:not_found  401      200            200            403            200            401    401
  GET /:documentId/document                documents.findOne            403            200            404:not_found  401      200            200            403            200            401    401
  POST /:documentId/document               documents.create             403            200            404:not_found  401      403            403:forbidden  403            403:forbidden  401    401
`
);

const fill = (path: string, { certificate, device, link, client }: Target): string =>
  path
    .replace('/push-subscriptions/:documentId', `/push-subscriptions/${device}`)
    .replace(':documentId', certificate)
    .replace(':clientDocumentId', client)
    .replace(':token', link);

/** Calls a route as somebody, with a body that is right. */
export const call = async (world: World, name: string, caller: Caller, action: string, target: Target) => {
  const [method = '', path = ''] = name.split(' ');
  const agent = world.app.request(await world.credential(caller, action));
  if (name === 'POST /:documentId/document') return upload(agent, target.certificate, 'scan.png');
  const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
  const request = agent[verb](`/api/certificates${fill(path, target)}`.replace(/\/$/, ''));
  if (name === 'PUT /:documentId') return request.send({ data: { notes: `Left knee, says ${caller}` } });
  if (name === 'POST /calendar') return request.send({ data: {} });
  if (name === 'POST /push-subscriptions') {
    return request.send({ data: { driver: 'expo', token: `new-phone-of-${caller}` } });
  }
  return request;
};

/** An answer as the table has it. */
export const cellOf = ({ status, body }: Response): string =>
  [status, body?.error?.details?.code].filter(Boolean).join(':');

/** All that a caller sees of an answer, but the time. */
export const everythingOf = ({ status, headers, text, body }: Response): unknown => {
  const { date: _date, ...rest } = headers as Record<string, string>;
  return { status, headers: rest, text, body };
};
