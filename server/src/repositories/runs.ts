import type { Knex } from 'knex';

import type { Actor } from './history';
import type { RepositoryContext } from './context';
import { asBoolean, asNumber, newDocumentId } from './database';

export interface RunRecord {
  id: number;
  documentId: string;
  templateId: number | null;
  state: 'running' | 'done' | 'failed';
  includeHolders: boolean;
  total: number;
  done: number;
  issued: number;
  skipped: number;
  /** Id of the last user handled, and of the last one to handle. */
  cursor: number;
  lastClient: number;
  actor: Actor;
}

const toRecord = (row: Record<string, unknown>): RunRecord => ({
  id: row.id as number,
  documentId: row.document_id as string,
  templateId: (row.template_id as number | null) ?? null,
  state: row.state as RunRecord['state'],
  includeHolders: asBoolean(row.include_holders),
  total: asNumber(row.total),
  done: asNumber(row.done),
  issued: asNumber(row.issued),
  skipped: asNumber(row.skipped),
  cursor: asNumber(row.cursor),
  lastClient: asNumber(row.last_client),
  actor: {
    type: row.actor_type as Actor['type'],
    id: (row.actor_id as string | null) ?? null,
    name: (row.actor_name as string | null) ?? null,
  },
});

/** Bulk issues and how far each has come. */
export const createRunRepository = ({ db, tables }: RepositoryContext) => ({
  find: (documentId: string): Promise<RunRecord | null> =>
    db.read(async (knex) => {
      const row = await knex(tables.runs).where({ document_id: documentId }).first();
      return row ? toRecord(row) : null;
    }),

  /** The template's document id, for the answer. */
  running: (): Promise<RunRecord[]> =>
    db.read(async (knex) => (await knex(tables.runs).where({ state: 'running' }).orderBy('id')).map(toRecord)),

  /**
   * Starts a run unless one of the template is active: the unique key decides between two who ask at once.
   * @returns the run that is active now
   */
  async start(
    trx: Knex,
    run: {
      template: { id: number; documentId: string };
      includeHolders: boolean;
      total: number;
      lastClient: number;
      actor: Actor;
      at: Date;
    }
  ): Promise<RunRecord> {
    await trx(tables.runs)
      .insert({
        document_id: newDocumentId(),
        template_id: run.template.id,
        active_key: run.template.documentId,
        state: 'running',
        include_holders: run.includeHolders,
        total: run.total,
        done: 0,
        issued: 0,
        skipped: 0,
        cursor: 0,
        last_client: run.lastClient,
        actor_type: run.actor.type,
        actor_id: run.actor.id,
        actor_name: run.actor.name,
        created_at: run.at,
        updated_at: run.at,
        published_at: run.at,
      })
      .onConflict('active_key')
      .merge(['active_key']);
    // Locked: on MySQL a plain read would not see the row of somebody who was quicker than this transaction.
    return toRecord(await trx(tables.runs).where({ active_key: run.template.documentId }).forUpdate().first());
  },

  /** Counts a chunk. @returns false when another instance has counted it already */
  async advance(
    trx: Knex,
    run: RunRecord,
    step: { cursor: number; handled: number; issued: number; at: Date }
  ): Promise<boolean> {
    const count = await trx(tables.runs)
      .where({ id: run.id, cursor: run.cursor, state: 'running' })
      .update({
        cursor: step.cursor,
        done: run.done + step.handled,
        issued: run.issued + step.issued,
        skipped: run.skipped + step.handled - step.issued,
        updated_at: step.at,
      });
    return count === 1;
  },

  async finish(trx: Knex, id: number, state: 'done' | 'failed', lastError: string | null, at: Date): Promise<void> {
    await trx(tables.runs)
      .where({ id, state: 'running' })
      .update({ state, active_key: null, last_error: lastError, finished_at: at, updated_at: at });
  },
});
