import type { NotificationEvent } from '../../../server/src/constants';
import type { ClaimedNotification } from '../../../server/src/repositories/outbox';

/** A claimed notification as the repository gives it, of a confirmed client of a centre in Madrid. */
export const claimed = (event: NotificationEvent, changes: Partial<ClaimedNotification> = {}): ClaimedNotification => ({
  id: 1,
  event,
  channel: 'email',
  dedupeKey: `event:${event}:email`,
  batchKey: null,
  attempts: 0,
  data: null,
  createdAt: new Date('2026-03-01T10:00:00Z'),
  certificate: {
    id: 7,
    documentId: 'c7',
    name: 'Medical certificate',
    state: event === 'certificate.expired' ? 'expired' : 'missing_info',
    expires: true,
    validUntil: '2026-12-31',
    rejection: null,
    expiringSoonAt: null,
    expiresAt: null,
    archivedAt: null,
    trashedAt: null,
    renewed: false,
  },
  template: { name: 'Medical certificate', instructions: 'Both sides.\nSigned.' },
  center: { id: 3, name: 'Centro Norte', timeZone: 'Europe/Madrid' },
  client: {
    id: 5,
    documentId: 'u5',
    email: 'ana@example.com',
    username: 'Ana',
    confirmed: true,
    blocked: false,
    locale: 'es',
  },
  staff: [],
  rivals: [],
  ...changes,
});
