import type { Knex } from 'knex';

import { zoneOr } from '../domain/calendar';
import { conflict, invalid, notFound } from '../domain/errors';
import { instantsOf } from '../domain/instants';
import { isUniqueViolation, newDocumentId } from '../repositories/database';
import type { TemplateFields, TemplateMarks, TemplateRecord } from '../repositories/templates';
import { foldName, NO_REMINDERS } from '../repositories/templates';
import type { Dependencies } from './dependencies';
import type { TemplateInput } from './template-input';

/** Leaves room for the number behind it. */
const MAX_CLONED_NAME = 240;

/** Templates: what is issued, to whom, and what happens when it expires. */
export const createTemplates = (deps: Dependencies) => {
  const { db, clock, config, templates, centers, issuing, sweeping } = deps;

  const see = async (documentId: string, trx?: Knex): Promise<TemplateRecord> => {
    const template = await templates.find(documentId, trx);
    if (!template) throw notFound('Template');
    return template;
  };

  const centerIds = async (trx: Knex, documentIds: string[] | undefined): Promise<number[] | undefined> => {
    if (documentIds === undefined) return undefined;
    const found = await centers.findMany(trx, [...new Set(documentIds)]);
    if (found.length !== new Set(documentIds).size)
      throw invalid('center_unknown', 'One of the centres does not exist.');
    return found.map(({ id }) => id);
  };

  const nameTaken = () => conflict('name_taken', 'Another template already has this name.');

  /** The unique index decides between two who take the same name at once. */
  const guardName = async <T>(
    trx: Knex,
    name: string | undefined,
    exceptId: number | null,
    write: () => Promise<T>
  ) => {
    if (name !== undefined && (await templates.nameTaken(trx, name, exceptId))) throw nameTaken();
    try {
      return await write();
    } catch (error) {
      if (name !== undefined && isUniqueViolation(error)) throw nameTaken();
      throw error;
    }
  };

  /** Draws the line between old and new when an automation is switched on. */
  const marksFor = async (
    trx: Knex,
    before: Pick<TemplateRecord, 'issueToNewClients' | 'renewOnExpiry' | 'reminders'> | null,
    fields: Partial<TemplateFields>,
    at: Date
  ): Promise<TemplateMarks> => ({
    ...(fields.issueToNewClients && !before?.issueToNewClients
      ? { newClientsAfter: await issuing.lastUserId(trx), newMembersAfter: await issuing.lastMembershipId(trx) }
      : {}),
    ...(fields.renewOnExpiry && !before?.renewOnExpiry ? { renewOnExpirySince: at } : {}),
    ...(fields.reminders && JSON.stringify(fields.reminders) !== JSON.stringify(before?.reminders)
      ? { remindersSince: at }
      : {}),
  });

  /** What was given, the defaults for the rest, and the marks that go with both. */
  const complete = async (trx: Knex, input: TemplateInput & { name: string }, at: Date) => {
    const { centers: centerList, ...given } = input;
    const fields: TemplateFields = {
      instructions: null,
      issueToNewClients: false,
      renewOnExpiry: false,
      renewalLeadDays: 0,
      expires: true,
      expiringSoonDays: config.expiringSoonDays,
      accessRule: 'none',
      reminders: NO_REMINDERS,
      ...given,
    };
    return {
      fields: { ...fields, ...(await marksFor(trx, null, fields, at)) },
      centerIds: (await centerIds(trx, centerList)) ?? [],
    };
  };

  /** Live certificates follow a new `expiringSoonDays` at once; what was told once is not told again. */
  const recomputeInstants = async (trx: Knex, templateId: number, expiringSoonDays: number, at: Date) => {
    for (const { validUntil, timeZone } of await sweeping.validityGroups(trx, { templateId })) {
      const instants = instantsOf({ validUntil, timeZone: zoneOr(timeZone, config.timeZone), expiringSoonDays });
      await sweeping.setInstants(trx, { templateId, validUntil, timeZone }, instants, at);
    }
    await sweeping.stepBack(trx, { templateId }, at);
  };

  return {
    /** @throws DomainError 404 */
    find: (documentId: string) => see(documentId),

    list: templates.list,

    /**
     * A new template. Only `name` must be given.
     * @throws DomainError 400 `center_unknown`, 409 `name_taken`
     */
    async create(input: TemplateInput & { name: string }): Promise<TemplateRecord> {
      return db.transaction(async (trx) => {
        const at = clock.now();
        const { fields, centerIds: ids } = await complete(trx, input, at);
        const documentId = await guardName(trx, fields.name, null, () => templates.insert(trx, fields, ids, at));
        return see(documentId, trx);
      });
    },

    /** The same for a row that Strapi inserts itself, because host code wrote `db.query().create`. */
    async prepare(input: TemplateInput & { name: string }) {
      return db.transaction(async (trx) => {
        const { fields, centerIds: ids } = await complete(trx, input, clock.now());
        if (await templates.nameTaken(trx, fields.name, null)) throw nameTaken();
        return {
          row: { ...fields, documentId: newDocumentId(), nameKey: foldName(fields.name), publishedAt: clock.now() },
          inserted: (id: number) => db.transaction((inner) => templates.setCenters(inner, id, ids)),
        };
      });
    },

    /**
     * A new name holds for what is issued from then on; instructions are read live; `expiringSoonDays` holds at once.
     * @throws DomainError 404, 409 `template_archived`, `name_taken`, 400 `center_unknown`
     */
    async update(documentId: string, input: TemplateInput): Promise<TemplateRecord> {
      const { centers: centerList, ...fields } = input;
      const { expiringSoonDays } = fields;
      const warnsAnew = (from: Pick<TemplateFields, 'expiringSoonDays'>) =>
        expiringSoonDays !== undefined && expiringSoonDays !== from.expiringSoonDays;
      const seen = await see(documentId);
      return db.transaction(async (trx) => {
        const at = clock.now();
        if (warnsAnew(seen)) await sweeping.lockLive(trx, { templateId: seen.id });
        const locked = await templates.lock(trx, seen.id);
        // Somebody else has changed it since it was read.
        if (warnsAnew(locked) && !warnsAnew(seen)) await sweeping.lockLive(trx, { templateId: seen.id });
        const before = await see(documentId, trx);
        if (before.archivedAt) throw conflict('template_archived', 'This template has been deleted.');
        const marks = await marksFor(trx, before, fields, at);
        const ids = await centerIds(trx, centerList);
        await guardName(trx, fields.name, before.id, () =>
          templates.update(trx, before.id, { ...fields, ...marks }, ids, at)
        );
        if (expiringSoonDays !== undefined && warnsAnew(before)) {
          await recomputeInstants(trx, before.id, expiringSoonDays, at);
        }
        return see(documentId, trx);
      });
    },

    /**
     * A copy under a name of its own, with all settings. It counts as switched on now: who is there already is not new.
     * @param name by default the original's with a number behind it
     */
    async clone(documentId: string, name?: string): Promise<TemplateRecord> {
      const original = await see(documentId);
      const free = async (): Promise<string> => {
        for (let n = 2; ; n += 1) {
          const candidate = `${original.name.slice(0, MAX_CLONED_NAME)} (${n})`;
          if (!(await db.read((knex) => templates.nameTaken(knex, candidate, null)))) return candidate;
        }
      };
      return this.create({
        name: name ?? (await free()),
        instructions: original.instructions,
        issueToNewClients: original.issueToNewClients,
        renewOnExpiry: original.renewOnExpiry,
        renewalLeadDays: original.renewalLeadDays,
        expires: original.expires,
        expiringSoonDays: original.expiringSoonDays,
        accessRule: original.accessRule,
        reminders: original.reminders,
        centers: original.centers.map((center) => center.documentId),
      });
    },

    /** Deleting archives: what it issued goes on, nothing new comes from it. @throws DomainError 404 */
    async archive(documentId: string): Promise<TemplateRecord> {
      return db.transaction(async (trx) => {
        const template = await see(documentId, trx);
        await templates.archive(trx, template.id, clock.now());
        return see(documentId, trx);
      });
    },
  };
};

export type Templates = ReturnType<typeof createTemplates>;
