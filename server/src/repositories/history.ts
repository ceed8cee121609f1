import type { Knex } from 'knex';

import type { ActorType, HistoryAction } from '../constants';
import type { RepositoryContext } from './context';
import { asDate, asJson, insertSelect, newDocumentId } from './database';

/** Who did something, by the name that they had when they did it. */
export interface Actor {
  type: ActorType;
  /** Document id; null for the system and for host code. */
  id: string | null;
  name: string | null;
  /** Row id of an admin user, for what they approve; never persisted in the history. */
  rowId?: number;
}

export const SYSTEM: Actor = { type: 'system', id: null, name: null };
export const HOST: Actor = { type: 'host', id: null, name: null };

export interface HistoryEntry {
  documentId: string;
  action: HistoryAction;
  at: Date;
  actor: Actor;
  details: Record<string, unknown> | null;
}

/** The append-only history: there is no method that changes a row, on purpose. */
export const createHistoryRepository = ({ db, tables, sql }: RepositoryContext) => ({
  /** @returns the document id of the new entry */
  async append(
    trx: Knex,
    certificateId: number,
    entry: { action: HistoryAction; at: Date; actor: Actor; details?: Record<string, unknown> }
  ): Promise<string> {
    const documentId = newDocumentId();
    await trx(tables.events).insert({
      document_id: documentId,
      certificate_id: certificateId,
      action: entry.action,
      at: entry.at,
      actor_type: entry.actor.type,
      actor_id: entry.actor.id,
      actor_name: entry.actor.name,
      details: entry.details ? JSON.stringify(entry.details) : null,
      created_at: entry.at,
      updated_at: entry.at,
      published_at: entry.at,
    });
    return documentId;
  },

  /** The same entry for many certificates, in one statement. */
  async appendMany(
    trx: Knex,
    certificateIds: number[],
    entry: { action: HistoryAction; at: Date; actor: Actor; details?: Record<string, unknown> }
  ): Promise<void> {
    if (certificateIds.length === 0) return;
    const value = sql(trx);
    const at = value.instant(entry.at);
    const columns = [
      'document_id',
      'certificate_id',
      'action',
      'at',
      'actor_type',
      'actor_id',
      'actor_name',
      'details',
    ];
    await insertSelect(
      trx,
      tables.events,
      [...columns, 'created_at', 'updated_at', 'published_at'],
      trx({ c: tables.certificates })
        .select(
          value.documentId('c.id'),
          'c.id',
          value.text(entry.action),
          at,
          value.text(entry.actor.type),
          value.text(entry.actor.id),
          value.text(entry.actor.name),
          value.json(entry.details),
          at,
          at,
          at
        )
        .whereIn('c.id', certificateIds)
    );
  },

  /** The history of one certificate, oldest first. */
  async list(certificateId: number): Promise<HistoryEntry[]> {
    const rows = await db.read((knex) =>
      knex(tables.events).where({ certificate_id: certificateId }).orderBy('at').orderBy('id')
    );
    return rows.map((row: Record<string, unknown>) => ({
      documentId: row.document_id as string,
      action: row.action as HistoryAction,
      at: asDate(row.at) as Date,
      actor: {
        type: row.actor_type as ActorType,
        id: row.actor_id as string | null,
        name: row.actor_name as string | null,
      },
      details: asJson(row.details),
    }));
  },
});
