import { CHUNK_SIZE } from '../constants';
import { notFound } from '../domain/errors';
import type { ClientListing } from '../domain/lists';
import type { ClientScope } from '../domain/scope';
import type { ClientRecord } from '../repositories/people';
import { chunksOf } from './batches';
import type { Dependencies } from './dependencies';

/** Clients as staff see them: who they are and which centres they belong to, within the caller's scope. */
export const createClients = ({ db, clock, people, lists, queue, wakeDispatcher }: Dependencies) => {
  const withCenters = async (rows: ClientRecord[]) => {
    const centers = await people.centersOf(rows.map(({ id }) => id));
    return rows.map((row) => ({ ...row, centers: centers.get(row.id) ?? [] }));
  };

  return {
    /** One page of clients, within a scope. */
    async search(query: ClientListing, scope: ClientScope) {
      const { rows, ...found } = await people.searchClients(query, scope);
      return { ...found, rows: await withCenters(rows) };
    },

    /** @throws DomainError 404, also out of scope */
    async find(documentId: string, scope: ClientScope) {
      const client = await people.findClient(documentId);
      if (!client || !(await lists.reaches(scope, client.id))) throw notFound('Client');
      const [found] = await withCenters([client]);
      if (!found) throw notFound('Client');
      return found;
    },

    /**
     * These users have just confirmed their accounts: what has waited for that goes out once the change is committed.
     * @param userIds row ids
     */
    async confirmed(userIds: number[]): Promise<void> {
      let released = 0;
      for (const ids of chunksOf(userIds, CHUNK_SIZE)) released += await queue.release(ids, clock.now());
      if (released > 0) db.afterCommit(wakeDispatcher);
    },
  };
};

export type Clients = ReturnType<typeof createClients>;
