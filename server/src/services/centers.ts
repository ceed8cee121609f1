import type { Knex } from 'knex';

import { conflict, invalid, notFound } from '../domain/errors';
import { instantsOf } from '../domain/instants';
import type { CenterRecord } from '../repositories/centers';
import { toClient, toStaff } from '../repositories/people';
import type { Dependencies } from './dependencies';
import type { Issuing } from './issuing';

export interface CenterInput {
  name?: string;
  timeZone?: string;
  /** Document ids of users; the list replaces the present one. */
  clients?: string[];
  /** Document ids of admin users; the list replaces the present one. */
  staff?: string[];
}

/** Clients of a centre that an answer lists; the client search reads the rest. Staff are listed whole: they are saved whole. */
const CLIENTS_IN_ANSWER = 100;

/** Centres: they name the issuer, set the time zone, and decide which staff see which clients. */
export const createCenters = (deps: Dependencies, issuing: Issuing) => {
  const { db, clock, config, centers, people, sweeping } = deps;

  const see = async (documentId: string, trx?: Knex): Promise<CenterRecord> => {
    const center = await centers.find(documentId, trx);
    if (!center) throw notFound('Center');
    return center;
  };

  const rowIds = (documentIds: string[], found: Map<string, number>, code: string, what: string): number[] => {
    const missing = documentIds.filter((id) => !found.has(id));
    if (missing.length > 0) throw invalid(code, `Some ${what} do not exist.`, { ids: missing.slice(0, 20) });
    return documentIds.map((id) => found.get(id) as number);
  };

  const clientRows = async (trx: Knex, documentIds: string[]) =>
    rowIds(documentIds, await people.clientIdsOf(trx, documentIds), 'client_unknown', 'clients');

  const joined = async (trx: Knex, center: CenterRecord, userIds: number[]) => {
    if (userIds.length === 0) return;
    await issuing.clientsJoined(trx, center.id, await centers.membershipsOf(trx, center.id, userIds));
  };

  const setPeople = async (trx: Knex, center: CenterRecord, input: CenterInput) => {
    if (input.staff) {
      const found = await people.staffIdsOf(trx, input.staff);
      await centers.staff(trx).replace(center.id, rowIds(input.staff, found, 'staff_unknown', 'members of staff'));
    }
    if (input.clients) {
      const added = await centers.clients(trx).replace(center.id, await clientRows(trx, input.clients));
      await joined(trx, center, added);
    }
  };

  /** A new zone moves the instants of the centre's live certificates. */
  const recomputeInstants = async (trx: Knex, center: CenterRecord, timeZone: string, at: Date) => {
    for (const template of await sweeping.templatesOfCenter(trx, center.id)) {
      const expiringSoonDays = template.expiringSoonDays ?? config.expiringSoonDays;
      for (const { validUntil } of await sweeping.validityGroups(trx, { centerId: center.id })) {
        await sweeping.setInstants(
          trx,
          { templateId: template.id, centerId: center.id, validUntil, timeZone },
          instantsOf({ validUntil, timeZone, expiringSoonDays }),
          at
        );
      }
    }
    await sweeping.stepBack(trx, { centerId: center.id }, at);
  };

  const unused = async (trx: Knex, documentId: string): Promise<CenterRecord> => {
    const center = await see(documentId, trx);
    const certificates = await centers.liveCertificates(trx, center.id);
    if (certificates > 0) {
      throw conflict('center_in_use', 'Certificates name this centre as their issuer.', { certificates });
    }
    // Without its last centre a template would be everybody's.
    const templates = await centers.liveTemplates(trx, center.id);
    if (templates > 0) {
      throw conflict('center_in_use', 'Templates are restricted to this centre.', { templates });
    }
    return center;
  };

  const withPeople = async (center: CenterRecord) => ({
    ...center,
    clients: (await centers.people('clients', center.id, CLIENTS_IN_ANSWER)).map(toClient),
    staff: (await centers.people('staff', center.id)).map(toStaff),
    ...(await centers.counts(center.id)),
  });

  return {
    list: centers.list,

    /**
     * One centre with all its staff and the first of its clients.
     * @param staffId row id of a member of staff who sees their own centres only
     * @throws DomainError 404, also for a centre of others
     */
    async find(documentId: string, staffId: number | null = null) {
      const center = await see(documentId);
      const isTheirs = staffId === null || (await db.read((knex) => centers.hasStaff(knex, center.id, staffId)));
      if (!isTheirs) throw notFound('Center');
      return withPeople(center);
    },

    /** @throws DomainError 400 `client_unknown`, `staff_unknown` */
    async create(input: CenterInput & { name: string; timeZone: string }) {
      const center = await db.transaction(async (trx) => {
        const created = await centers.insert(trx, input, clock.now());
        await setPeople(trx, created, input);
        return created;
      });
      return withPeople(center);
    },

    /** A list given replaces the present one; a new time zone holds for live certificates at once. */
    async update(documentId: string, input: CenterInput) {
      const { timeZone } = input;
      const moves = (from: CenterRecord) => timeZone !== undefined && timeZone !== from.timeZone;
      const seen = await see(documentId);
      await db.transaction(async (trx) => {
        const at = clock.now();
        if (moves(seen)) await sweeping.lockLive(trx, { centerId: seen.id });
        const before = await centers.lock(trx, seen.id);
        if (!before) throw notFound('Center');
        // Somebody else has moved it since it was read.
        if (moves(before) && !moves(seen)) await sweeping.lockLive(trx, { centerId: seen.id });
        await centers.update(trx, before.id, input, at);
        if (timeZone !== undefined && moves(before)) await recomputeInstants(trx, before, timeZone, at);
        await setPeople(trx, await see(documentId, trx), input);
      });
      return this.find(documentId);
    },

    /** Adds and removes clients of a large centre. */
    async changeClients(documentId: string, change: { add: string[]; remove: string[] }) {
      await db.transaction(async (trx) => {
        const center = await see(documentId, trx);
        const removed = await people.clientIdsOf(trx, change.remove);
        await centers.clients(trx).remove(center.id, [...removed.values()]);
        const added = await centers.clients(trx).add(center.id, await clientRows(trx, change.add));
        await joined(trx, center, added);
      });
      return this.find(documentId);
    },

    assertUnused: (documentId: string) => db.transaction((trx) => unused(trx, documentId)),

    /** @throws DomainError 404; 409 `center_in_use` while live certificates or templates name it */
    async delete(documentId: string): Promise<CenterRecord> {
      return db.transaction(async (trx) => {
        const center = await unused(trx, documentId);
        await centers.delete(trx, center.id);
        return center;
      });
    },
  };
};

export type Centers = ReturnType<typeof createCenters>;
