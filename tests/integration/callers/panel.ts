import { version as PDF_JS } from 'pdfjs-dist/package.json';
import type { Response } from 'supertest';

import type { Stats } from '../../../server/contracts/stats';
import { upload } from '../../helpers/office';
import { PANEL_CALLERS, type PanelCaller, type PanelWorld, type Stage, type Subject } from './panel-world';
import { parseTable } from './table';

/**
 * Status, and the code where the plugin says no; 401 without an admin's log-in is Strapi's own, and has none. `blind` is an answer that says nothing of the client, who is of the centre "here". A bulk call has
 * the code of its row. The second column: how far the certificate is to be before the call.
 */
export const PANEL = parseTable(
  PANEL_CALLERS,
  `
  route                                           before     nobody  client  api-token  admin-token  editor         pro-none       pro-here       pro-elsewhere  pro-both       pro-all        manager  super
  GET /certificates                               -          401     401     401        200          403:forbidden  200:blind      200            200:blind      200            200            200      200
  POST /certificates                              -          401     401     401        201          403:forbidden  404:not_found  201            404:not_found  201            201            201      201
  POST /certificates/bulk/approve                 submitted  401     401     401        200          403:forbidden  200:not_found  200            200:not_found  200            200            200      200
  POST /certificates/bulk/archive                 approved   401     401     401        200          403:forbidden  200:not_found  200            200:not_found  200            200            200      200
  POST /certificates/bulk/delete                  issued     401     401     401        200          403:forbidden  200:not_found  200            200:not_found  200            200            200      200
  GET /certificates/export.csv                    -          401     401     401        200          403:forbidden  200:blind      200            200:blind      200            200            200      200
  GET /certificates/:id                           submitted  401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  PUT /certificates/:id                           submitted  401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  DELETE /certificates/:id                        issued     401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  GET /certificates/:id/document                  submitted  401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  POST /certificates/:id/document                 issued     401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  GET /certificates/:id/preview                   submitted  401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  GET /certificates/:id/events                    submitted  401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  GET /certificates/:id/events/:eventId/document  sent back  401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  POST /certificates/:id/approve                  submitted  401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  POST /certificates/:id/reject                   submitted  401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  POST /certificates/:id/revoke                   approved   401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  POST /certificates/:id/archive                  approved   401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  GET /templates                                  -          401     401     401        200          403:forbidden  200            200            200            200            403:forbidden  200      200
  POST /templates                                 -          401     401     401        201          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  201      201
  GET /templates/:id                              -          401     401     401        200          403:forbidden  200            200            200            200            403:forbidden  200      200
  PUT /templates/:id                              -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  DELETE /templates/:id                           -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  POST /templates/:id/clone                       -          401     401     401        201          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  201      201
  POST /templates/:id/generate                    -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  GET /generation-runs/:id                        -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  GET /clients                                    -          401     401     401        200          403:forbidden  200:blind      200            200:blind      200            200            200      200
  GET /clients/:id                                -          401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  GET /centers                                    -          401     401     401        200          403:forbidden  200:blind      200            200:blind      200            200            200      200
  POST /centers                                   -          401     401     401        201          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  201      201
  GET /centers/:id                                -          401     401     401        200          403:forbidden  404:not_found  200            404:not_found  200            200            200      200
  PUT /centers/:id                                -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  DELETE /centers/:id                             -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  POST /centers/:id/clients                       -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  GET /staff                                      -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  GET /assets/pdf-worker/:file                    -          200     200     200        200          200            200            200            200            200            200            200      200
  GET /stats                                      -          401     401     401        200          403:forbidden  200:blind      200            200:blind      200            200            200      200
  GET /notifications                              -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  POST /notifications/:id/retry                   -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  GET /settings                                   -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  GET /settings/integrity                         -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  POST /settings/integrity                        -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  GET /settings/texts                             -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  PUT /settings/texts                             -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  POST /settings/texts/preview                    -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
  POST /settings/texts/test                       -          401     401     401        200          403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  403:forbidden  200      200
`
);

const BODIES: Record<string, (subject: Subject) => object> = {
  'POST /certificates': ({ client, template }) => ({ client, template }),
  'POST /certificates/bulk/approve': ({ certificate, revision }) => ({ rows: [{ documentId: certificate, revision }] }),
  'POST /certificates/bulk/archive': ({ certificate }) => ({ rows: [{ documentId: certificate }] }),
  'POST /certificates/bulk/delete': ({ certificate }) => ({ rows: [{ documentId: certificate }] }),
  'PUT /certificates/:id': () => ({ notes: 'Seen' }),
  'POST /certificates/:id/approve': ({ revision }) => ({ revision }),
  'POST /certificates/:id/reject': ({ revision }) => ({ revision, reason: 'unreadable' }),
  'POST /certificates/:id/revoke': ({ revision }) => ({ revision, reason: 'other' }),
  'POST /templates': ({ template }) => ({ name: `Beside ${template}` }),
  'PUT /templates/:id': () => ({ accessRule: 'warn' }),
  'POST /templates/:id/clone': ({ template }) => ({ name: `As ${template}` }),
  'POST /centers': ({ center }) => ({ name: `Beside ${center}`, timeZone: 'UTC' }),
  'PUT /centers/:id': () => ({ timeZone: 'Europe/Rome' }),
  'POST /centers/:id/clients': ({ client }) => ({ add: [client] }),
  'PUT /settings/texts': () => ({ texts: { 'certificate.created': { en: { subject: 'A', text: 'B' } } } }),
  'POST /settings/texts/preview': () => ({ key: 'certificate.created', locale: 'en' }),
  'POST /settings/texts/test': () => ({ key: 'certificate.created', locale: 'en' }),
};

/** What `:id` names. */
const idOf = (path: string, subject: Subject): string => {
  const [, room = ''] = path.split('/');
  const ids: Record<string, string> = {
    certificates: subject.certificate,
    templates: subject.template,
    'generation-runs': subject.run,
    clients: subject.client,
    centers: subject.center,
    notifications: subject.notification,
  };
  return ids[room] ?? '';
};

/** Calls a route as somebody, with a body that is right. */
export const callPanel = async (world: PanelWorld, name: string, caller: PanelCaller, subject: Subject) => {
  const [method = '', path = ''] = name.split(' ');
  const agent = world.app.request(world.credential(caller));
  if (name === 'POST /certificates/:id/document') {
    return upload(agent, subject.certificate, 'scan.png', {}, '/certificates/certificates');
  }
  const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
  const url = path
    .replace(':file', `${PDF_JS}.mjs`)
    .replace(':id', idOf(path, subject))
    .replace(':eventId', subject.event);
  const request = agent[verb](`/certificates${url}`);
  return method === 'POST' || method === 'PUT' ? request.send(BODIES[name]?.(subject) ?? {}) : request;
};

/** Answers that are about the client, if they may be. */
const ABOUT_CLIENT = /^GET \/(certificates|clients|centers)/;

const isBlind = (world: PanelWorld, name: string, { headers, text, body }: Response): boolean => {
  if (Buffer.isBuffer(body)) return body.length === 0;
  return ABOUT_CLIENT.test(name) && !world.tells(`${text} ${headers['content-disposition']}`);
};

/** How many of the home page's figures tell of anybody. */
const figuresOf = ({ pending, expiring, coverage }: Stats): string => {
  const all = [
    pending,
    expiring.reduce((sum, { count }) => sum + count, 0),
    coverage.reduce((sum, { clients }) => sum + clients, 0),
    coverage.reduce((sum, { covered }) => sum + covered, 0),
  ];
  if (all.every((figure) => figure === 0)) return '200:blind';
  return all.every((figure) => figure > 0) ? '200' : `200:some figures (${all.join()})`;
};

/** An answer as the table has it. */
export const panelCellOf = (world: PanelWorld, name: string, answer: Response): string => {
  const { status, ok, body } = answer;
  if (name.startsWith('POST /certificates/bulk/') && ok) return [status, body.data[0].code].filter(Boolean).join(':');
  if (ok && name === 'GET /stats') return figuresOf(body.data as Stats);
  if (ok && isBlind(world, name, answer)) return `${status}:blind`;
  return [status, body?.error?.details?.code].filter(Boolean).join(':');
};

export const stageOf = (before: string): Stage | null => (before === '-' ? null : (before as Stage));
