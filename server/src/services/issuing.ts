import { randomUUID } from 'node:crypto';

import type { Knex } from 'knex';

import { CHUNK_SIZE } from '../constants';
import { notFound, conflict } from '../domain/errors';
import { instantsOf } from '../domain/instants';
import type { CertificateRecord } from '../repositories/certificate-record';
import { ALL_CLIENTS, type ClientScope } from '../domain/scope';
import { newDocumentId } from '../repositories/database';
import { HOST, SYSTEM, type Actor } from '../repositories/history';
import type { TemplateRecord } from '../repositories/templates';
import { chunksOf, groupBy } from './batches';
import type { Dependencies } from './dependencies';
import type { Caller } from './transitions';

export interface IssueInput {
  template: string;
  client: string;
  center?: string | null;
}

/**
 * How somebody came to be known. Whom a hook sees come is new, whatever their row id; of those that a pass finds later, a
 * template's mark says who has come since it was switched on.
 */
export interface Arrival {
  foundLater: boolean;
}

/** Issuing: by staff, to new clients, to those who join a centre. Bulk runs and renewals use the same last step. */
export const createIssuing = (deps: Dependencies) => {
  const { db, clock, config, certificates, history, outbox, issuing, templates, centers, people, lists } = deps;

  /** History and notifications of what has just been inserted. */
  const announce = async (
    trx: Knex,
    ids: number[],
    act: { actor: Actor; batchKey: string; at: Date; details?: Record<string, unknown> }
  ): Promise<void> => {
    await history.appendMany(trx, ids, { action: 'issued', at: act.at, actor: act.actor, details: act.details });
    await outbox.addMany(trx, ids, { event: 'certificate.created', batchKey: act.batchKey, at: act.at });
    deps.announcements.announce('certificate.created', ids, act.at);
    if (ids.length > 0) db.afterCommit(deps.wakeDispatcher);
  };

  const resolve = async (trx: Knex, input: IssueInput, scope: ClientScope) => {
    const template = await templates.find(input.template, trx);
    if (!template) throw notFound('Template');
    if (template.archivedAt) {
      throw conflict('template_archived', 'This template has been deleted: nothing new comes from it.');
    }
    const client = await people.findClient(input.client, trx);
    if (!client || !(await lists.reaches(scope, client.id))) throw notFound('Client');
    const center = input.center ? await centers.find(input.center, trx) : null;
    // Staff of some centres issue in the name of these only.
    const isTheirs = scope.kind !== 'my-centers' || !center || (await centers.hasStaff(trx, center.id, scope.staffId));
    if (input.center && (!center || !isTheirs)) throw notFound('Center');
    return { template, clientId: client.id, centerId: center?.id ?? (await issuing.centerOf(trx, client.id)) };
  };

  /** Live templates that issue by themselves, to clients of any centre or of these. */
  const automatic = (trx: Knex) => templates.live(trx, (q) => q.where({ issue_to_new_clients: true }));

  const issueTo = async (
    trx: Knex,
    template: TemplateRecord,
    userIds: number[],
    act: { batchKey: string; at: Date; centerId?: number; cause: string }
  ) => {
    const ids = await issuing.issueToUsers(trx, {
      template,
      userIds,
      originPrefix: `new:${template.documentId}:`,
      centerId: act.centerId ?? null,
      at: act.at,
    });
    await announce(trx, ids, { ...act, actor: SYSTEM, details: { cause: act.cause } });
    return ids.length;
  };

  return {
    announce,

    /**
     * Issues one certificate to one client. Never refused because others exist.
     * @param input ids are document ids; `center` names the issuer, by default the client's first centre
     * @throws DomainError 404 for an unknown template, an unknown client or one out of the caller's scope, an unknown
     *   centre; 409 `template_archived`
     */
    async issue(input: IssueInput, caller: Caller): Promise<CertificateRecord> {
      return db.transaction(async (trx) => {
        const named = await resolve(trx, input, caller.scope);
        const at = clock.now();
        const { id, documentId } = await certificates.insert(trx, {
          name: named.template.name,
          expires: named.template.expires,
          templateId: named.template.id,
          clientId: named.clientId,
          centerId: named.centerId,
          at,
        });
        await announce(trx, [id], { actor: caller.actor, batchKey: `issue:${documentId}`, at });
        return (await certificates.find(documentId, trx)) as CertificateRecord;
      });
    },

    /**
     * The same for a row that Strapi inserts itself, because host code wrote `db.query().create`.
     * @returns the row to insert, by attribute, and what is to be called once it is there (it gives the document id)
     */
    async prepare(input: IssueInput) {
      const at = clock.now();
      const { template, clientId, centerId } = await db.transaction((trx) => resolve(trx, input, ALL_CLIENTS));
      const documentId = newDocumentId();
      return {
        row: {
          documentId,
          name: template.name,
          expires: template.expires,
          state: 'missing_info',
          template: template.id,
          client: clientId,
          center: centerId,
          issuedAt: at,
          revision: 1,
          publishedAt: at,
        },
        inserted: async (id: number): Promise<string> => {
          await db.transaction((trx) => announce(trx, [id], { actor: HOST, batchKey: `issue:${documentId}`, at }));
          return documentId;
        },
      };
    },

    /**
     * Issues every automatic template without a centre restriction to these users, each once ever. Runs inside the
     * transaction that creates the users, if there is one, and rolls back with it.
     * @returns how many certificates were issued
     */
    async issueToNewUsers(userIds: number[], { foundLater }: Arrival = { foundLater: false }): Promise<number> {
      let issued = 0;
      await db.transaction(async (trx) => {
        const at = clock.now();
        const batchKey = `new:${randomUUID()}`;
        for (const template of (await automatic(trx)).filter(({ centers: list }) => list.length === 0)) {
          const newOnes = userIds.filter((id) => !foundLater || id > template.newClientsAfter);
          for (const chunk of chunksOf(newOnes, CHUNK_SIZE)) {
            issued += await issueTo(trx, template, chunk, {
              batchKey,
              at,
              cause: foundLater ? 'catch_up' : 'new_client',
            });
          }
        }
      });
      return issued;
    },

    /**
     * What follows when clients join a centre: templates restricted to it are issued, and their live certificates
     * without a centre take it if it is the first they joined.
     */
    async clientsJoined(
      trx: Knex,
      centerId: number,
      members: { userId: number; membershipId: number }[],
      { foundLater }: Arrival = { foundLater: false }
    ): Promise<void> {
      const at = clock.now();
      const center = await centers.hold(trx, centerId);
      if (!center) return;
      const batchKey = `join:${randomUUID()}`;
      const restricted = (await automatic(trx)).filter((template) =>
        template.centers.some(({ id }) => id === centerId)
      );
      for (const chunk of chunksOf(members, CHUNK_SIZE)) {
        for (const template of restricted) {
          const newOnes = chunk.filter(({ membershipId }) => !foundLater || membershipId > template.newMembersAfter);
          const userIds = newOnes.map(({ userId }) => userId);
          await issueTo(trx, template, userIds, { batchKey, at, centerId, cause: 'joined_center' });
        }
        await this.takeFirstCenter(
          trx,
          center,
          chunk.map(({ userId }) => userId),
          at
        );
      }
    },

    /** A successor has been approved: the one that it renews goes to History. */
    async retirePredecessor(trx: Knex, predecessorId: number, at: Date): Promise<void> {
      const retired = await deps.sweeping.archiveIfCurrent(trx, predecessorId, at);
      if (!retired) return;
      await history.appendMany(trx, [predecessorId], {
        action: 'archived',
        at,
        actor: SYSTEM,
        details: { cause: 'renewal' },
      });
    },

    /** Live certificates that no centre has issued take the one that their client joins. */
    async takeFirstCenter(
      trx: Knex,
      center: { id: number; timeZone: string },
      userIds: number[],
      at: Date
    ): Promise<void> {
      const rows = await deps.sweeping.withoutCenter(trx, userIds);
      const groups = groupBy(rows, ({ validUntil, expiringSoonDays }) => `${validUntil}|${expiringSoonDays}`);
      for (const group of groups.values()) {
        const [first] = group;
        if (!first) continue;
        const instants = instantsOf({
          validUntil: first.validUntil,
          timeZone: center.timeZone,
          expiringSoonDays: first.expiringSoonDays ?? config.expiringSoonDays,
        });
        const ids = group.map(({ id }) => id);
        await deps.sweeping.setCenter(trx, ids, center.id, instants, at);
        await deps.sweeping.stepBack(trx, { ids }, at);
        await history.appendMany(trx, ids, { action: 'center_set', at, actor: SYSTEM });
      }
    },
  };
};

export type Issuing = ReturnType<typeof createIssuing>;
