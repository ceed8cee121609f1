import type { Core } from '@strapi/strapi';

import type { Clock } from '../ports/clock';
import { createHostRows, isRefused, type HostRows, type HostWrite } from '../repositories/host-rows';
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
  params: { documentId?: string; data?: Data; populate?: unknown; fields?: unknown };
}

interface WriteEvent extends HostWrite {
  params: HostWrite['params'] & { data?: unknown };
  result?: unknown;
  state: Record<string, unknown>;
}

const empty = (data: Data): void => {
  for (const key of Object.keys(data)) Reflect.deleteProperty(data, key);
};

type Inserted = (id: number) => Promise<void>;

const allRules = (strapi: Core.Strapi, app: () => App) => [certificateRules(strapi, app), templateRules(strapi, app)];

/** The Document Service: the whole action is replaced by the use case. */
const throughDocuments =
  (rows: HostRows, rules: HostRules) =>
  async ({ action, params }: DocumentContext, next: () => Promise<unknown>): Promise<unknown> => {
    const { documentId = '', data = {} } = params;
    const read = (id: string) => rows.read(id, params);
    switch (action) {
      case 'create':
        return read(await rows.together(() => rules.create(data)));
      case 'update':
        if ((await rows.idOf(documentId)) === null) return null;
        await rows.together(() => rules.update(documentId, data));
        return read(documentId);
      case 'delete': {
        if ((await rows.idOf(documentId)) === null) return { documentId, entries: [] };
        await rows.together(() => rules.delete(documentId));
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
  const byUid = new Map(
    allRules(strapi, app).map((rules) => [rules.uid, throughDocuments(createHostRows(strapi, rules.uid), rules)])
  );
  strapi.documents.use(((context: DocumentContext, next: () => Promise<unknown>) => {
    const through = byUid.get(context.uid);
    return through ? through(context, next) : next();
  }) as never);
};

/** `db.query()`: Strapi writes the row, so the hooks do the rule's part before and after, or take the write away. */
const throughQueries = (rows: HostRows, clock: Clock, rules: HostRules) => {
  /** Replaces the host's data in place: Strapi holds on to the object. */
  const become = (data: Data, row: Data): void => {
    const { createdAt, updatedAt, documentId, publishedAt } = data;
    empty(data);
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
    await rows.together(async () => {
      for (const [index, after] of inserted.entries()) {
        const id = await rows.idOf(made[index] ?? '');
        if (id !== null) await after(id);
      }
    });
  };

  const beforeUpdate = async (event: WriteEvent): Promise<void> => {
    const data = event.params.data as Data;
    const taken = await rows.takenBy(event);
    await rows.together(async () => {
      for (const { documentId } of taken) await rules.update(documentId, { ...data });
    });
    // The row has changed: the host's `where` might match another one by now.
    if (event.action === 'beforeUpdate' && taken[0]) event.params.where = { id: taken[0].id };
    // The use case has written everything; what is left for Strapi changes nothing.
    const { updatedAt } = data;
    empty(data);
    data.updatedAt = updatedAt ?? clock.now();
  };

  const beforeDelete = async (event: WriteEvent): Promise<void> => {
    if (isRefused(event)) return;
    const taken = await rows.takenBy(event);
    await rows.together(async () => {
      for (const { documentId } of taken) await rules.delete(documentId);
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
  for (const rules of allRules(strapi, app)) {
    const rows = createHostRows(strapi, rules.uid);
    strapi.db.lifecycles.subscribe(throughQueries(rows, app().clock, rules));
  }
};
