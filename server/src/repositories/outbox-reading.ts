import type { Knex } from 'knex';

import type { Channel, NotificationEvent } from '../constants';
import type { CertificateFacts } from '../domain/certificate';
import type { NotificationData } from '../domain/notification-kinds';
import type { Rival } from '../domain/notification-relevance';
import { asBoolean, asDate, asDay, asJson } from './database';
import { validUntilOf } from './outbox-rows';
import type { Tables } from './tables';

/** A notification with everything that deciding about it and telling it need. */
export interface ClaimedNotification {
  id: number;
  event: NotificationEvent;
  channel: Channel;
  dedupeKey: string;
  batchKey: string | null;
  attempts: number;
  data: NotificationData | null;
  /** The validity date that it is about; null where it is about none. */
  validUntil: string | null;
  /** When it was queued (UTC). */
  createdAt: Date;
  certificate:
    | (Pick<
        CertificateFacts,
        'state' | 'expires' | 'validUntil' | 'rejection' | 'expiringSoonAt' | 'expiresAt' | 'archivedAt' | 'trashedAt'
      > & {
        id: number;
        documentId: string;
        name: string;
        hasSuccessor: boolean;
        renewed: boolean;
      })
    | null;
  template: { name: string; instructions: string | null } | null;
  center: { id: number; name: string; timeZone: string } | null;
  client: {
    id: number;
    documentId: string;
    email: string | null;
    username: string;
    confirmed: boolean;
    blocked: boolean;
    /** Languages for `pickLocale`: as the user's own field has it, and of the device that was registered last. */
    locale: string | null;
    deviceLocale: string | null;
  } | null;
  /** Staff of the centre; read for `certificate.submitted` only. */
  staff: { email: string; locale: string | null }[];
  /** What else waits to be told of the same certificate over the same channel. */
  rivals: Rival[];
}

type Row = Record<string, unknown>;

const EXPIRY_EVENTS: NotificationEvent[] = ['certificate.expiring', 'certificate.expired'];

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

const COLUMNS = [
  'n.id',
  'n.event',
  'n.channel',
  'n.dedupe_key',
  'n.batch_key',
  'n.attempts',
  'n.data',
  'n.created_at',
  'c.id as c_id',
  'c.document_id as c_document_id',
  'c.name as c_name',
  'c.state as c_state',
  'c.expires as c_expires',
  'c.valid_until as c_valid_until',
  'c.rejection as c_rejection',
  'c.expiring_soon_at as c_expiring_soon_at',
  'c.expires_at as c_expires_at',
  'c.archived_at as c_archived_at',
  'c.trashed_at as c_trashed_at',
  'c.renewed_at as c_renewed_at',
  't.id as t_id',
  't.name as t_name',
  't.instructions as t_instructions',
  'z.id as z_id',
  'z.name as z_name',
  'z.time_zone as z_time_zone',
  'u.id as u_id',
  'u.document_id as u_document_id',
  'u.email as u_email',
  'u.username as u_username',
  'u.confirmed as u_confirmed',
  'u.blocked as u_blocked',
];

const toClaimed = (row: Row): ClaimedNotification => ({
  id: Number(row.id),
  event: row.event as NotificationEvent,
  channel: row.channel as Channel,
  dedupeKey: String(row.dedupe_key),
  batchKey: text(row.batch_key),
  attempts: Number(row.attempts ?? 0),
  data: asJson<NotificationData>(row.data),
  validUntil: validUntilOf(String(row.dedupe_key)),
  createdAt: asDate(row.created_at) ?? new Date(0),
  certificate:
    row.c_id === null
      ? null
      : {
          id: Number(row.c_id),
          documentId: String(row.c_document_id),
          name: String(row.c_name),
          state: row.c_state as CertificateFacts['state'],
          expires: asBoolean(row.c_expires),
          validUntil: asDay(row.c_valid_until),
          rejection: asJson(row.c_rejection),
          expiringSoonAt: asDate(row.c_expiring_soon_at),
          expiresAt: asDate(row.c_expires_at),
          archivedAt: asDate(row.c_archived_at),
          trashedAt: asDate(row.c_trashed_at),
          hasSuccessor: row.c_renewed_at !== null,
          renewed: false,
        },
  template: row.t_id === null ? null : { name: String(row.t_name), instructions: text(row.t_instructions) },
  center:
    row.z_id === null ? null : { id: Number(row.z_id), name: String(row.z_name), timeZone: String(row.z_time_zone) },
  client:
    row.u_id === null
      ? null
      : {
          id: Number(row.u_id),
          documentId: String(row.u_document_id),
          email: text(row.u_email),
          username: String(row.u_username ?? ''),
          confirmed: asBoolean(row.u_confirmed),
          blocked: asBoolean(row.u_blocked),
          locale: text(row.u_locale),
          deviceLocale: null,
        },
  staff: [],
  rivals: [],
});

/**
 * Reads what one worker has claimed, in a number of queries that does not depend on how much that is.
 * @param localeColumn column of the users' table that holds their language; null where none is configured
 */
export const readClaimed = async (
  knex: Knex,
  tables: Tables,
  { token, ids, localeColumn }: { token: string; ids: number[]; localeColumn: string | null }
): Promise<ClaimedNotification[]> => {
  const rows: Row[] = await knex({ n: tables.notifications })
    .leftJoin({ c: tables.certificates }, 'c.id', 'n.certificate_id')
    .leftJoin({ t: tables.templates }, 't.id', 'c.template_id')
    .leftJoin({ z: tables.centers }, 'z.id', 'c.center_id')
    .leftJoin({ u: tables.users }, 'u.id', 'n.client_id')
    .select(...COLUMNS, ...(localeColumn === null ? [] : [`u.${localeColumn} as u_locale`]))
    .where('n.claim_token', token)
    .where('n.state', 'pending')
    .whereIn('n.id', ids)
    .orderBy('n.id');
  const claimed = rows.map(toClaimed);
  await addRivals(knex, tables, claimed);
  await addRenewals(knex, tables, claimed);
  await addStaff(knex, tables, claimed);
  await addDeviceLocales(knex, tables, claimed);
  return claimed;
};

const addRivals = async (knex: Knex, tables: Tables, claimed: ClaimedNotification[]) => {
  const certificateIds = [...new Set(claimed.flatMap(({ certificate }) => (certificate ? [certificate.id] : [])))];
  if (certificateIds.length === 0) return;
  const rows: Row[] = await knex(tables.notifications)
    .select('id', 'certificate_id', 'event', 'channel', 'data', 'dedupe_key')
    .whereIn('certificate_id', certificateIds)
    .where('state', 'pending');
  const byCertificate = new Map<string, Rival[]>();
  for (const row of rows) {
    const key = `${row.certificate_id}:${row.channel}`;
    const rival = {
      id: Number(row.id),
      event: row.event as NotificationEvent,
      data: asJson<NotificationData>(row.data),
      validUntil: validUntilOf(String(row.dedupe_key)),
    };
    const others = byCertificate.get(key);
    if (others) others.push(rival);
    else byCertificate.set(key, [rival]);
  }
  for (const one of claimed) {
    const rivals = byCertificate.get(`${one.certificate?.id}:${one.channel}`) ?? [];
    one.rivals = rivals.filter(({ id }) => id !== one.id);
  }
};

/** Finds out whose successor has been approved while the news waited: to them it is none any more. */
const addRenewals = async (knex: Knex, tables: Tables, claimed: ClaimedNotification[]) => {
  const expiring = claimed.flatMap(({ event, certificate }) =>
    certificate !== null && EXPIRY_EVENTS.includes(event) ? [certificate] : []
  );
  if (expiring.length === 0) return;
  const renewed: unknown[] = await knex(tables.certificates)
    .whereIn('predecessor_id', [...new Set(expiring.map(({ id }) => id))])
    .whereIn('state', ['approved', 'expiring_soon'])
    .whereNull('trashed_at')
    .pluck('predecessor_id');
  const ids = new Set(renewed.map(Number));
  for (const certificate of expiring) certificate.renewed = ids.has(certificate.id);
};

const addStaff = async (knex: Knex, tables: Tables, claimed: ClaimedNotification[]) => {
  const submitted = claimed.filter(({ event }) => event === 'certificate.submitted');
  const centerIds = [...new Set(submitted.flatMap(({ center }) => (center ? [center.id] : [])))];
  if (centerIds.length === 0) return;
  const { table, from, to } = tables.centerStaff;
  const rows: Row[] = await knex({ l: table })
    .join({ a: tables.adminUsers }, 'a.id', `l.${to}`)
    .select(`l.${from} as center_id`, 'a.email', 'a.prefered_language')
    .whereIn(`l.${from}`, centerIds)
    .where('a.is_active', true)
    .where((query) => query.where('a.blocked', false).orWhereNull('a.blocked'))
    .whereNotNull('a.email')
    .orderBy('a.id');
  for (const one of submitted) {
    one.staff = rows
      .filter((row) => Number(row.center_id) === one.center?.id)
      .map((row) => ({ email: String(row.email), locale: text(row.prefered_language) }));
  }
};

const addDeviceLocales = async (knex: Knex, tables: Tables, claimed: ClaimedNotification[]) => {
  const clients = claimed.flatMap(({ client }) => (client ? [client] : []));
  if (clients.length === 0) return;
  const rows: Row[] = await knex(tables.pushSubscriptions)
    .whereIn('client_id', [...new Set(clients.map(({ id }) => id))])
    .whereNotNull('locale')
    .orderBy('updated_at')
    .orderBy('id')
    .select('client_id', 'locale');
  const locales = new Map(rows.map((row) => [Number(row.client_id), text(row.locale)]));
  for (const client of clients) client.deviceLocale = locales.get(client.id) ?? null;
};
