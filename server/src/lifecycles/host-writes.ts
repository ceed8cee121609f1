import type { Core } from '@strapi/strapi';

import type { App } from '../services/app';
import { certificateRules } from './certificates';
import { refuse } from './host-errors';
import type { Data, HostRules } from './rules';
import { templateRules } from './templates';

/** No row has this id. */
const NOTHING = { id: -1 };

interface DocumentContext {
  uid: string;
  action: string;
  params: { documentId?: string; data?: Data } & Record<string, unknown>;
}

interface WriteEvent {
  params: { data?: unknown; where?: unknown };
  result?: unknown;
  state: Record<string, unknown>;
}

type Inserted = (id: number) => Promise<void>;

const allRules = (strapi: Core.Strapi, app: () => App) => [certificateRules(strapi, app), templateRules(strapi, app)];

/** The Document Service: the whole action is replaced by the use case. */
const throughDocuments =
  (strapi: Core.Strapi, rules: HostRules) =>
  async ({ action, params }: DocumentContext, next: () => Promise<unknown>): Promise<unknown> => {
    const { documentId = '', data = {} } = params;
    const read = (id: string) => {
      const { populate, fields } = params;
      return strapi.documents(rules.uid as never).findOne({ documentId: id, populate, fields } as never);
    };
    const exists = async () => Boolean(await strapi.documents(rules.uid as never).findOne({ documentId } as never));
    switch (action) {
      case 'create':
        return read(await strapi.db.transaction(() => rules.create(data)));
      case 'update':
        if (!(await exists())) return null;
        await strapi.db.transaction(() => rules.update(documentId, data));
        return read(documentId);
      case 'delete': {
        if (!(await exists())) return { documentId, entries: [] };
        await strapi.db.transaction(() => rules.delete(documentId));
        return { documentId, entries: [await read(documentId)] };
      }
      case 'clone':
        return refuse('clone_refused', 'A copy would not be what it says.', rules.cloneInstead);
      default:
        return next();
    }
  };

/** Host code that writes through the Document Service. To be called in `register`. */
export const watchDocuments = (strapi: Core.Strapi, app: () => App): void => {
  const byUid = new Map(allRules(strapi, app).map((rules) => [rules.uid, throughDocuments(strapi, rules)]));
  strapi.documents.use(((context: DocumentContext, next: () => Promise<unknown>) => {
    const through = byUid.get(context.uid);
    return through ? through(context, next) : next();
  }) as never);
};

/** `db.query()`: Strapi writes the row, so the hooks do the rule's part before and after, or take the write away. */
const throughQueries = (strapi: Core.Strapi, rules: HostRules) => {
  const documentIds = async (where: unknown): Promise<string[]> => {
    const rows = (await strapi.db.query(rules.uid).findMany({ where: where ?? {}, select: ['documentId'] })) as {
      documentId: string;
    }[];
    return rows.map(({ documentId }) => documentId);
  };

  /** Replaces the host's data in place: Strapi holds on to the object. */
  const become = (data: Data, row: Data): void => {
    const { createdAt, updatedAt, documentId, publishedAt } = data;
    for (const key of Object.keys(data)) delete data[key];
    Object.assign(data, { createdAt, updatedAt, documentId, publishedAt }, row);
  };

  const beforeInsert = async (event: WriteEvent): Promise<void> => {
    const list = (Array.isArray(event.params.data) ? event.params.data : [event.params.data]) as Data[];
    const inserted: Inserted[] = [];
    for (const data of list) {
      const prepared = await rules.prepare(data);
      become(data, prepared.row);
      inserted.push(prepared.inserted);
    }
    event.state = { inserted, documentIds: list.map((data) => data.documentId) };
  };

  const afterInsert = async (event: WriteEvent): Promise<void> => {
    const { inserted, documentIds: made } = event.state as { inserted: Inserted[]; documentIds: string[] };
    await strapi.db.transaction(async () => {
      for (const [index, after] of inserted.entries()) {
        const row = (await strapi.db
          .query(rules.uid)
          .findOne({ where: { documentId: made[index] }, select: ['id'] })) as { id: number } | null;
        if (row) await after(row.id);
      }
    });
  };

  const beforeUpdate = async (event: WriteEvent): Promise<void> => {
    const data = event.params.data as Data;
    const found = await documentIds(event.params.where);
    await strapi.db.transaction(async () => {
      for (const documentId of found) await rules.update(documentId, data);
    });
    // The use case has written everything; what is left for Strapi changes nothing.
    for (const key of Object.keys(data)) if (key !== 'updatedAt') delete data[key];
    data.updatedAt ??= new Date();
  };

  const beforeDelete = async (event: WriteEvent): Promise<void> => {
    const found = await documentIds(event.params.where);
    await strapi.db.transaction(async () => {
      for (const documentId of found) await rules.delete(documentId);
    });
    event.params.where = NOTHING;
  };

  return {
    models: [rules.uid],
    beforeCreate: beforeInsert,
    afterCreate: afterInsert,
    beforeCreateMany: beforeInsert,
    afterCreateMany: afterInsert,
    beforeUpdate,
    beforeUpdateMany: beforeUpdate,
    beforeDelete,
    beforeDeleteMany: beforeDelete,
  };
};

/** Host code that writes through `db.query()`. To be called in `bootstrap`. */
export const watchQueries = (strapi: Core.Strapi, app: () => App): void => {
  for (const rules of allRules(strapi, app)) strapi.db.lifecycles.subscribe(throughQueries(strapi, rules) as never);
};
