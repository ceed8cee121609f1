import { notFound } from '../domain/errors';
import type { ClientScope } from '../domain/scope';
import type { ClientRecord } from '../repositories/people';
import type { Dependencies } from './dependencies';

export interface ClientSearch {
  search: string | null;
  center: string | null;
  limit: number;
  offset: number;
  sort: 'username' | 'email';
  descending: boolean;
}

/** Exact to here; a search of names need not count further. */
const TOTAL_CAP = 10_000;

/** Clients as staff see them: who they are and which centres they belong to, within the caller's scope. */
export const createClients = ({ people, lists }: Dependencies) => {
  const withCenters = async (rows: ClientRecord[]) => {
    const centers = await people.centersOf(rows.map(({ id }) => id));
    return rows.map((row) => ({ ...row, centers: centers.get(row.id) ?? [] }));
  };

  return {
    async search(query: ClientSearch, scope: ClientScope) {
      const { rows, found } = await people.searchClients({ ...query, scope });
      return {
        rows: await withCenters(rows),
        total: Math.min(found, TOTAL_CAP),
        totalCapped: found > TOTAL_CAP,
      };
    },

    /** @throws DomainError 404, also out of scope */
    async find(documentId: string, scope: ClientScope) {
      const client = await people.findClient(documentId);
      if (!client || !(await lists.reaches(scope, client.id))) throw notFound('Client');
      const [found] = await withCenters([client]);
      if (!found) throw notFound('Client');
      return found;
    },
  };
};

export type Clients = ReturnType<typeof createClients>;
