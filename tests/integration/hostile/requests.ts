import { version as PDF_JS } from 'pdfjs-dist/package.json';
import type { Stage, Things } from './world';

/** A request that is right, whose parts the tests then spoil. */
export interface Request {
  stage?: Stage;
  body?: (things: Things, unique: string) => unknown;
  /** A query with one value for each thing that the route understands. */
  query?: (things: Things) => [name: string, value: string][];
}

const PAGE: [string, string][] = [
  ['page', '1'],
  ['pageSize', '5'],
];
const CERTIFICATES = ({ client, template, center, certificate }: Things): [string, string][] => [
  ...PAGE,
  ['sort', 'validUntil:DESC'],
  ['_q', 'client'],
  ['archived', 'false'],
  ['filters[state][$in][0]', 'approved'],
  ['filters[state][$in][1]', 'missing_info'],
  ['filters[validUntil][$gte]', '2026-01-01'],
  ['filters[validUntil][$between][0]', '2026-01-01'],
  ['filters[validUntil][$between][1]', '2099-12-31'],
  ['filters[issuedAt][$lt]', '2099-12-31T00:00:00.000Z'],
  ['filters[name][$containsi]', 'med'],
  ['filters[client][documentId][$eq]', client],
  ['filters[template][documentId]', template],
  ['filters[$or][0][center]', center],
  ['filters[$or][1][documentId][$ne]', certificate],
  ['filters[$not][expiresAt][$null]', 'false'],
];
const OWN = ({ template }: Things): [string, string][] => [
  ['sort[0]', 'validUntil:asc'],
  ['filters[state][$in][0]', 'missing_info'],
  ['filters[validUntil][$lte]', '2099-12-31'],
  ['filters[issuedAt][$gt]', '2020-01-01T00:00:00.000Z'],
  ['filters[template][documentId][$eq]', template],
  ['filters[$or][0][state]', 'expired'],
  ['filters[$and][0][$not][state][$ne]', 'approved'],
  ['pagination[page]', '1'],
  ['pagination[pageSize]', '2'],
  ['pagination[withCount]', 'true'],
];
const TEMPLATE = ({ center }: Things, name: string) => ({
  name,
  instructions: 'Both sides',
  issueToNewClients: false,
  renewOnExpiry: true,
  renewalLeadDays: 10,
  expires: true,
  expiringSoonDays: 15,
  accessRule: 'warn',
  centers: [center],
  reminders: { daysBefore: [7, 3], missingEveryDays: 7, missingMax: 3 },
});
const TEXT = { key: 'certificate.created', locale: 'en', subject: 'A {{name}}', text: 'B {{organisation}}', push: 'C' };
const ROWS = ({ certificate, revision }: Things) => ({ rows: [{ documentId: certificate, revision }] });
const ROW_IDS = ({ certificate }: Things) => ({ rows: [{ documentId: certificate }] });
const nothing = () => ({});

/** Every route of the admin API under `/certificates`, and of the client API under `/api/certificates`. */
export const REQUESTS: Record<string, Request> = {
  'GET /certificates/certificates': { query: CERTIFICATES },
  'POST /certificates/certificates': { body: ({ client, template, center }) => ({ client, template, center }) },
  'POST /certificates/certificates/bulk/approve': { stage: 'submitted', body: ROWS },
  'POST /certificates/certificates/bulk/archive': { stage: 'approved', body: ROW_IDS },
  'POST /certificates/certificates/bulk/delete': { body: ROW_IDS },
  'GET /certificates/certificates/export.csv': { query: CERTIFICATES },
  'GET /certificates/certificates/:id': {},
  'PUT /certificates/certificates/:id': { body: () => ({ validUntil: '2099-12-31', notes: 'Left knee' }) },
  'DELETE /certificates/certificates/:id': {},
  'GET /certificates/certificates/:id/document': { stage: 'submitted', query: () => [['download', '1']] },
  'POST /certificates/certificates/:id/document': {},
  'GET /certificates/certificates/:id/preview': { stage: 'submitted' },
  'GET /certificates/certificates/:id/events': {},
  'GET /certificates/certificates/:id/events/:eventId/document': {},
  'POST /certificates/certificates/:id/approve': { stage: 'submitted', body: ({ revision }) => ({ revision }) },
  'POST /certificates/certificates/:id/reject': {
    stage: 'submitted',
    body: ({ revision }) => ({ revision, reason: 'unreadable', comment: 'Too dark' }),
  },
  'POST /certificates/certificates/:id/revoke': {
    stage: 'approved',
    body: ({ revision }) => ({ revision, reason: 'other', comment: null }),
  },
  'POST /certificates/certificates/:id/archive': { stage: 'approved', body: nothing },

  'GET /certificates/templates': {
    query: () => [...PAGE, ['sort', 'name:ASC'], ['_q', 'med'], ['archived', 'true']],
  },
  'POST /certificates/templates': { body: TEMPLATE },
  'GET /certificates/templates/:id': {},
  'PUT /certificates/templates/:id': { body: TEMPLATE },
  'DELETE /certificates/templates/:id': {},
  'POST /certificates/templates/:id/clone': { body: (_, name) => ({ name }) },
  'POST /certificates/templates/:id/generate': { body: () => ({ includeHolders: false }) },
  'GET /certificates/generation-runs/:id': {},

  'GET /certificates/clients': {
    query: ({ center }) => [...PAGE, ['sort', 'email:ASC'], ['_q', 'client'], ['filters[center][documentId]', center]],
  },
  'GET /certificates/clients/:id': {},

  'GET /certificates/centers': { query: () => [...PAGE, ['sort', 'name:DESC'], ['_q', 'he']] },
  'POST /certificates/centers': {
    body: ({ client, staff }, name) => ({ name, timeZone: 'Europe/Madrid', clients: [client], staff: [staff] }),
  },
  'GET /certificates/centers/:id': {},
  'PUT /certificates/centers/:id': {
    body: ({ client, staff }, name) => ({ name, timeZone: 'America/Lima', clients: [client], staff: [staff] }),
  },
  'DELETE /certificates/centers/:id': {},
  'POST /certificates/centers/:id/clients': { body: ({ client }) => ({ add: [client], remove: [client] }) },
  'GET /certificates/staff': { query: () => [...PAGE, ['_q', 'sam']] },

  'GET /certificates/stats': {},
  'GET /certificates/notifications': {
    query: () => [
      ...PAGE,
      ['filters[state]', 'sent'],
      ['filters[event][$eq]', 'certificate.created'],
      ['filters[channel]', 'email'],
    ],
  },
  'POST /certificates/notifications/:id/retry': { body: nothing },
  'GET /certificates/settings': {},
  'GET /certificates/settings/integrity': {},
  'GET /certificates/assets/pdf-worker/:file': {},
  'POST /certificates/settings/integrity': { body: () => ({ checksums: true }) },
  'GET /certificates/settings/texts': {},
  'PUT /certificates/settings/texts': {
    body: () => ({ texts: { 'certificate.created': { en: { subject: 'A', text: 'B {{name}}' }, es: null } } }),
  },
  'POST /certificates/settings/texts/preview': { body: () => TEXT },
  'POST /certificates/settings/texts/test': { body: () => TEXT },

  'GET /api/certificates/': { query: OWN },
  'GET /api/certificates/access': { query: () => [['on', '2099-01-01']] },
  'POST /api/certificates/calendar': { body: () => ({ data: { names: true, locale: 'es' } }) },
  'DELETE /api/certificates/calendar': {},
  'GET /api/certificates/calendar/:token': {},
  'GET /api/certificates/clients/:clientDocumentId/access': { query: () => [['on', '2099-01-01']] },
  'GET /api/certificates/history': { query: OWN },
  'GET /api/certificates/push/public-key': {},
  'GET /api/certificates/push-subscriptions': {},
  'POST /api/certificates/push-subscriptions': {
    body: (_, token) => ({ data: { driver: 'expo', token, locale: 'es-MX' } }),
  },
  'DELETE /api/certificates/push-subscriptions/:documentId': {},
  'GET /api/certificates/:documentId': {},
  'PUT /api/certificates/:documentId': { body: () => ({ data: { validUntil: '2099-12-31', notes: 'Left knee' } }) },
  'GET /api/certificates/:documentId/preview': { stage: 'submitted' },
  'GET /api/certificates/:documentId/document': { stage: 'submitted', query: () => [['download', '1']] },
  'POST /api/certificates/:documentId/document': {},
};

/** The path with the ids of what is there in the place of its parameters. */
export const pathTo = (path: string, things: Things): string => {
  const rooms: Record<string, string> = {
    templates: things.template,
    centers: things.center,
    clients: things.client,
    notifications: things.notification,
    'generation-runs': things.run,
    'push-subscriptions': things.device,
    events: things.event,
    calendar: things.link,
    certificates: things.certificate,
    'pdf-worker': `${PDF_JS}.mjs`,
  };
  return path.replaceAll(/([\w-]+)\/:\w+/g, (_, room: string) => `${room}/${rooms[room]}`);
};
