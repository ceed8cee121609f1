import { createHash } from 'node:crypto';

import type { Knex } from 'knex';

import type { AccessRule } from '../constants';
import type { TemplateFilter, TemplateListing, TemplateSort } from '../domain/lists';
import type { RepositoryContext } from './context';
import { asBoolean, asDate, asJson, asNumber, contains, lockToChange, newDocumentId } from './database';
import { whereColumn, whereFilter, whereFlag, whereLinked, type Compared } from './filters';
import { readList, type SortColumn } from './keyset';
import { links } from './links';

export interface Reminders {
  daysBefore: number[];
  missingEveryDays: number | null;
  missingMax: number | null;
}

export const NO_REMINDERS: Reminders = { daysBefore: [], missingEveryDays: null, missingMax: null };

export interface TemplateFields {
  name: string;
  instructions: string | null;
  issueToNewClients: boolean;
  renewOnExpiry: boolean;
  renewalLeadDays: number;
  expires: boolean;
  expiringSoonDays: number;
  accessRule: AccessRule;
  reminders: Reminders;
}

export interface TemplateRecord extends TemplateFields {
  id: number;
  documentId: string;
  renewOnExpirySince: Date | null;
  /** When the reminders were last changed; null: not known. */
  remindersSince: Date | null;
  /** Only users, and memberships of a centre, with a higher row id are new. */
  newClientsAfter: number;
  newMembersAfter: number;
  archivedAt: Date | null;
  createdAt: Date | null;
  updatedAt: Date | null;
  centers: { id: number; documentId: string; name: string }[];
}

/** Bookkeeping that goes with switching a template's automation on. */
export interface TemplateMarks {
  newClientsAfter?: number | null;
  newMembersAfter?: number | null;
  renewOnExpirySince?: Date | null;
  remindersSince?: Date | null;
}

/**
 * Names that look alike to people are the same name; "Médico" and "Medico" are two. Hashed, because the collation of a
 * text column would decide otherwise on MySQL.
 */
export const foldName = (name: string): string =>
  createHash('sha256').update(name.normalize('NFKC').trim().toLowerCase()).digest('hex');

const COLUMN: Record<keyof TemplateFields | keyof TemplateMarks, string> = {
  name: 'name',
  instructions: 'instructions',
  issueToNewClients: 'issue_to_new_clients',
  renewOnExpiry: 'renew_on_expiry',
  renewalLeadDays: 'renewal_lead_days',
  expires: 'expires',
  expiringSoonDays: 'expiring_soon_days',
  accessRule: 'access_rule',
  reminders: 'reminders',
  newClientsAfter: 'new_clients_after',
  newMembersAfter: 'new_members_after',
  renewOnExpirySince: 'renew_on_expiry_since',
  remindersSince: 'reminders_since',
};

const FLAGS: TemplateFilter[] = ['issueToNewClients', 'renewOnExpiry', 'expires'];

const FILTER_COLUMN: Record<Exclude<TemplateFilter, 'centers'>, string> = {
  ...COLUMN,
  documentId: 'document_id',
  archivedAt: 'archived_at',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
};

const SORTABLE: Record<TemplateSort, SortColumn> = {
  name: { by: 'name', type: 'text' },
  expiringSoonDays: { by: 'expiring_soon_days', type: 'number', nullable: true },
  renewalLeadDays: { by: 'renewal_lead_days', type: 'number', nullable: true },
  archivedAt: { by: 'archived_at', type: 'instant', nullable: true },
  createdAt: { by: 'created_at', type: 'instant', nullable: true },
  updatedAt: { by: 'updated_at', type: 'instant', nullable: true },
};

const toColumns = (fields: Partial<TemplateFields> & TemplateMarks): Record<string, unknown> => ({
  ...Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      COLUMN[name as keyof typeof COLUMN],
      name === 'reminders' ? JSON.stringify(value) : value,
    ])
  ),
  ...(fields.name === undefined ? {} : { name_key: foldName(fields.name) }),
});

const toRecord = (row: Record<string, unknown>): TemplateRecord => ({
  id: row.id as number,
  documentId: row.document_id as string,
  name: row.name as string,
  instructions: (row.instructions as string | null) ?? null,
  issueToNewClients: asBoolean(row.issue_to_new_clients),
  renewOnExpiry: asBoolean(row.renew_on_expiry),
  renewOnExpirySince: asDate(row.renew_on_expiry_since),
  remindersSince: asDate(row.reminders_since),
  newClientsAfter: asNumber(row.new_clients_after),
  newMembersAfter: asNumber(row.new_members_after),
  renewalLeadDays: asNumber(row.renewal_lead_days),
  expires: asBoolean(row.expires),
  expiringSoonDays: asNumber(row.expiring_soon_days),
  accessRule: row.access_rule as AccessRule,
  reminders: { ...NO_REMINDERS, ...asJson<Partial<Reminders>>(row.reminders) },
  archivedAt: asDate(row.archived_at),
  createdAt: asDate(row.created_at),
  updatedAt: asDate(row.updated_at),
  centers: [],
});

/** Templates and the centres they are restricted to. Knex only: these writes go round the lifecycle hooks. */
export const createTemplateRepository = ({ db, tables }: RepositoryContext) => {
  const withCenters = async (knex: Knex, templates: TemplateRecord[]): Promise<TemplateRecord[]> => {
    if (templates.length === 0) return templates;
    const { table, from, to } = tables.templateCenters;
    const rows = await knex({ l: table })
      .join({ z: tables.centers }, 'z.id', `l.${to}`)
      .whereIn(
        `l.${from}`,
        templates.map(({ id }) => id)
      )
      .orderBy('l.id')
      .select(`l.${from} as template`, 'z.id', 'z.document_id', 'z.name');
    const byId = new Map(templates.map((template) => [template.id, template]));
    for (const row of rows) {
      byId.get(row.template)?.centers.push({ id: row.id, documentId: row.document_id, name: row.name });
    }
    return templates;
  };

  const findWith = async (knex: Knex, where: Record<string, unknown>): Promise<TemplateRecord | null> => {
    const row = await knex(tables.templates).where(where).first();
    return row ? ((await withCenters(knex, [toRecord(row)]))[0] ?? null) : null;
  };

  return {
    /** @returns the template, archived or not; null when there is none */
    find: (documentId: string, trx?: Knex) =>
      trx ? findWith(trx, { document_id: documentId }) : db.read((knex) => findWith(knex, { document_id: documentId })),

    findById: (trx: Knex, id: number) => findWith(trx, { id }),

    /** Its `expiringSoonDays`; others who change this template wait for the transaction. */
    async lock(trx: Knex, id: number): Promise<Pick<TemplateFields, 'expiringSoonDays'>> {
      const row = await lockToChange(trx(tables.templates).where({ id }), db.dialect).first('expiring_soon_days');
      return { expiringSoonDays: asNumber(row?.expiring_soon_days) };
    },

    /** Live templates that match, with their centres. */
    live: (knex: Knex, where: (query: Knex.QueryBuilder) => void = () => undefined) =>
      knex(tables.templates)
        .whereNull('archived_at')
        .where(where)
        .orderBy('id')
        .then((rows: Record<string, unknown>[]) => withCenters(knex, rows.map(toRecord))),

    /** Templates, one page. Deleted ones only where they are asked for. */
    list: (query: TemplateListing) =>
      db.read(async (knex) => {
        const inCenters = { link: tables.templateCenters, others: tables.centers };
        const compare = (q: Knex.QueryBuilder, compared: Compared<TemplateFilter>) => {
          const { field } = compared;
          if (field === 'centers') return whereLinked(knex, q, 'id', compared, inCenters);
          const column = FILTER_COLUMN[field];
          return FLAGS.includes(field) ? whereFlag(q, column, compared) : whereColumn(knex, q, column, compared);
        };
        const matching = () => {
          const q = knex(tables.templates);
          if (query.archived === true) q.whereNotNull('archived_at');
          if (query.archived === false) q.whereNull('archived_at');
          if (query.search) q.where(contains(knex, 'name', query.search));
          if (query.filter) whereFilter(q, query.filter, compare);
          return q;
        };
        const list = await readList(knex, matching, query, { id: 'id', columns: ['*'], sortable: SORTABLE });
        return { ...list, rows: await withCenters(knex, list.rows.map(toRecord)) };
      }),

    async insert(trx: Knex, fields: TemplateFields & TemplateMarks, centerIds: number[], at: Date): Promise<string> {
      const documentId = newDocumentId();
      await trx(tables.templates).insert({
        ...toColumns(fields),
        document_id: documentId,
        created_at: at,
        updated_at: at,
        published_at: at,
      });
      const { id } = await trx(tables.templates).where({ document_id: documentId }).first('id');
      await links(trx, tables.templateCenters).add(id, centerIds);
      return documentId;
    },

    async update(
      trx: Knex,
      id: number,
      fields: Partial<TemplateFields> & TemplateMarks,
      centerIds: number[] | undefined,
      at: Date
    ): Promise<void> {
      await trx(tables.templates)
        .where({ id })
        .update({ ...toColumns(fields), updated_at: at });
      if (centerIds) await links(trx, tables.templateCenters).replace(id, centerIds);
    },

    async setCenters(trx: Knex, id: number, centerIds: number[]): Promise<void> {
      await links(trx, tables.templateCenters).replace(id, centerIds);
    },

    /** @returns whether it was live until now; its name is free again */
    async archive(trx: Knex, id: number, at: Date): Promise<boolean> {
      const count = await trx(tables.templates)
        .where({ id })
        .whereNull('archived_at')
        .update({ archived_at: at, name_key: null, updated_at: at });
      return count === 1;
    },

    /**
     * Marks above the highest row id belong to another database, from which the templates were brought: nobody would be
     * new until the ids have passed them.
     */
    async lowerMarks(mark: 'newClientsAfter' | 'newMembersAfter', highest: number): Promise<void> {
      const above = (knex: Knex) => knex(tables.templates).where(COLUMN[mark], '>', highest);
      if (!(await db.read((knex) => above(knex).first('id')))) return;
      await db.transaction(async (trx) => {
        await above(trx).update({ [COLUMN[mark]]: highest });
      });
    },

    /** Whether another live template has this name. The unique index has the last word. */
    async nameTaken(trx: Knex, name: string, exceptId: number | null): Promise<boolean> {
      const query = trx(tables.templates).where({ name_key: foldName(name) });
      if (exceptId !== null) query.whereNot({ id: exceptId });
      return Boolean(await query.first('id'));
    },
  };
};
