import { createHash } from 'node:crypto';

import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import type { NewPushSubscription } from '../domain/notification-push';
import type { PushDriverName, PushTarget } from '../ports/push';
import { asDate, asJson, createDatabase, newDocumentId } from './database';

/** Devices that one client may have; the one that has been silent longest makes room. */
const MAX_PER_CLIENT = 20;

export interface PushSubscription extends PushTarget {
  id: number;
  documentId: string;
  clientId: number;
  driver: PushDriverName;
  locale: string | null;
  createdAt: Date | null;
  lastSuccessAt: Date | null;
}

type Row = Record<string, unknown>;

const toSubscription = (row: Row): PushSubscription => ({
  id: Number(row.id),
  documentId: String(row.document_id),
  clientId: Number(row.client_id),
  driver: row.driver as PushDriverName,
  endpoint: String(row.endpoint),
  keys: asJson(row.keys),
  locale: (row.locale as string | null) ?? null,
  createdAt: asDate(row.created_at),
  lastSuccessAt: asDate(row.last_success_at),
});

/** In milliseconds; when it was registered, or last reached. */
const lastHeardOf = (row: Row): number =>
  Math.max(asDate(row.updated_at)?.getTime() ?? 0, asDate(row.last_success_at)?.getTime() ?? 0);

/** The devices on which clients want to be told. */
export const createPushSubscriptionRepository = (strapi: Core.Strapi) => {
  const db = createDatabase(strapi);
  const table = strapi.db.metadata.get(UID.pushSubscription).tableName;

  return {
    /**
     * Registers a device for a client. One that is known moves to this client, because phones are shared and handed on:
     * its former owner must not be told on it any more.
     */
    async register(clientId: number, subscription: NewPushSubscription, now: Date): Promise<PushSubscription> {
      const endpoint_hash = createHash('sha256')
        .update(`${subscription.driver}:${subscription.endpoint}`)
        .digest('hex');
      const values = {
        client_id: clientId,
        driver: subscription.driver,
        endpoint: subscription.endpoint,
        keys: subscription.keys ? JSON.stringify(subscription.keys) : null,
        locale: subscription.locale,
        last_success_at: null,
        receipt_id: null,
        receipt_at: null,
        updated_at: now,
      };
      return db.transaction(async (trx) => {
        const created = { document_id: newDocumentId(), endpoint_hash, created_at: now, published_at: now };
        await trx(table)
          .insert({ ...values, ...created })
          .onConflict('endpoint_hash')
          .merge(Object.keys(values));
        // The new one stays, also where another instance's clock is ahead.
        const others: Row[] = await trx(table)
          .where({ client_id: clientId })
          .whereNot({ endpoint_hash })
          .orderBy('id', 'desc');
        const silent = others
          .sort((a, b) => lastHeardOf(b) - lastHeardOf(a))
          .slice(MAX_PER_CLIENT - 1)
          .map(({ id }) => Number(id));
        await trx(table).whereIn('id', silent).del();
        return toSubscription(await trx(table).where({ endpoint_hash }).first());
      });
    },

    /** A client's devices, the newest first. */
    async ofClient(clientId: number): Promise<PushSubscription[]> {
      return db.read(async (knex) => {
        const rows: Row[] = await knex(table).where({ client_id: clientId }).orderBy('id', 'desc');
        return rows.map(toSubscription);
      });
    },

    /** @returns false when this client has no such device */
    async remove(documentId: string, clientId: number): Promise<boolean> {
      return db.read(async (knex) => {
        const removed: number = await knex(table).where({ document_id: documentId, client_id: clientId }).del();
        return removed > 0;
      });
    },

    /** Devices that their push service knows no more. @param seen as they were sent to: one that moved since stays */
    async removeGone(seen: PushSubscription[]): Promise<void> {
      await db.read(async (knex) => {
        for (const { id, clientId } of seen) await knex(table).where({ id, client_id: clientId }).del();
      });
    },

    /** Remembers to ask for these receipts, where a device waits for none: one is enough to learn that it is gone. */
    async awaitReceipts(receipts: { id: number; receiptId: string }[], at: Date): Promise<void> {
      await db.read(async (knex) => {
        for (const { id, receiptId } of receipts) {
          await knex(table).where({ id }).whereNull('receipt_id').update({ receipt_id: receiptId, receipt_at: at });
        }
      });
    },

    /** Devices whose receipt may be asked for at `now`. */
    async withDueReceipt(
      driver: PushDriverName,
      now: Date,
      limit: number
    ): Promise<(PushSubscription & { receiptId: string })[]> {
      return db.read(async (knex) => {
        const rows: Row[] = await knex(table)
          .where('receipt_at', '<=', now)
          .where({ driver })
          .orderBy('receipt_at')
          .limit(limit);
        return rows.map((row) => ({ ...toSubscription(row), receiptId: String(row.receipt_id) }));
      });
    },

    async forgetReceipts(seen: { id: number; receiptId: string }[]): Promise<void> {
      const ids = seen.map(({ id }) => id);
      const receiptIds = seen.map(({ receiptId }) => receiptId);
      await db.read((knex) =>
        knex(table).whereIn('id', ids).whereIn('receipt_id', receiptIds).update({ receipt_id: null, receipt_at: null })
      );
    },

    /** `updated_at` stays when the device was registered: the language of the newest one is the client's. */
    async markSuccess(ids: number[], now: Date): Promise<void> {
      if (ids.length === 0) return;
      await db.read((knex) => knex(table).whereIn('id', ids).update({ last_success_at: now }));
    },
  };
};

export type PushSubscriptionRepository = ReturnType<typeof createPushSubscriptionRepository>;
