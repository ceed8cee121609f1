import type { RepositoryContext } from './context';

/** Document ids of a certificate and of what it belongs to. */
export interface EventSubject {
  certificate: string;
  template: string | null;
  client: string | null;
  center: string | null;
}

/** What events name: ids, and nothing of anybody's. */
export const createEventSubjectRepository = ({ db, tables }: RepositoryContext) => ({
  /** @param certificateIds row ids; those that are gone are left out */
  subjects: (certificateIds: number[]): Promise<EventSubject[]> =>
    db.read((knex) =>
      knex({ c: tables.certificates })
        .leftJoin({ t: tables.templates }, 't.id', 'c.template_id')
        .leftJoin({ u: tables.users }, 'u.id', 'c.client_id')
        .leftJoin({ z: tables.centers }, 'z.id', 'c.center_id')
        .whereIn('c.id', certificateIds)
        .orderBy('c.id')
        .select({
          certificate: 'c.document_id',
          template: 't.document_id',
          client: 'u.document_id',
          center: 'z.document_id',
        })
    ),
});
