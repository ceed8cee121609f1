import type { Knex } from 'knex';

import type { Channel, NotificationEvent } from '../constants';
import type { Tables } from './tables';

/** Rows of a digest that one claim takes. */
const MAX_DIGEST = 1_000;

/** What is due, and for whom to take. */
export interface Due {
  channel: Channel;
  /** The present instant (UTC): what fell due until then. */
  now: Date;
  /** The present instant on the clock that all instances share (`databaseNow`): claims that ended before it are free. */
  leaseNow: Date;
}

export interface DueRow {
  id: number;
  client_id: number | null;
  certificate_id: number | null;
  event: NotificationEvent;
  batch_key: string | null;
}

/** Rows that no worker holds. */
export const unclaimed = (query: Knex.QueryBuilder, leaseNow: Date, prefix = '') =>
  query.where((q) => q.whereNull(`${prefix}claimed_until`).orWhere(`${prefix}claimed_until`, '<', leaseNow));

/** Rows that fell due and that no worker holds, as `n`. */
export const dueRows = (knex: Knex, tables: Tables, { channel, now, leaseNow }: Due) =>
  unclaimed(
    knex({ n: tables.notifications })
      .where('n.state', 'pending')
      .where('n.next_attempt_at', '<=', now)
      .where('n.channel', channel),
    leaseNow,
    'n.'
  );

/** Ids that go into the same messages as these rows: one act towards one client, or the digest of one centre. */
export const siblings = async (knex: Knex, tables: Tables, rows: DueRow[], at: Due): Promise<number[]> => [
  ...(await ofSameAct(knex, tables, rows, at)),
  ...(await ofSameCenter(knex, tables, rows, at)),
];

const ofSameAct = async (knex: Knex, tables: Tables, rows: DueRow[], { channel }: Due): Promise<number[]> => {
  const batched = rows.filter((row) => row.batch_key !== null && row.client_id !== null);
  if (batched.length === 0) return [];
  const key = (row: DueRow) => `${row.client_id}|${row.event}|${row.batch_key}`;
  const wanted = new Set(batched.map(key));
  // A superset by the index on (batch_key, client_id); few rows of an act concern the same client.
  const found: DueRow[] = await knex(tables.notifications)
    .select('id', 'client_id', 'event', 'batch_key')
    .whereIn('batch_key', [...new Set(batched.map((row) => row.batch_key as string))])
    .whereIn('client_id', [...new Set(batched.map((row) => row.client_id as number))])
    .where({ state: 'pending', channel });
  return found.filter((row) => wanted.has(key(row))).map((row) => Number(row.id));
};

const ofSameCenter = async (knex: Knex, tables: Tables, rows: DueRow[], at: Due): Promise<number[]> => {
  const submitted = rows.filter((row) => row.event === 'certificate.submitted' && row.certificate_id !== null);
  if (submitted.length === 0) return [];
  const centers = knex(tables.certificates)
    .select('center_id')
    .whereIn(
      'id',
      submitted.map((row) => row.certificate_id as number)
    )
    .whereNotNull('center_id');
  const found: number[] = await dueRows(knex, tables, at)
    .join({ c: tables.certificates }, 'c.id', 'n.certificate_id')
    .where('n.event', 'certificate.submitted')
    .whereIn('c.center_id', centers)
    .orderBy('n.id')
    .limit(MAX_DIGEST)
    .pluck('n.id');
  return found.map(Number);
};
