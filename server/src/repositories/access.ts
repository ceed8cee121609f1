import type { Knex } from 'knex';

import type { CertificateState } from '../constants';
import type { AccessCertificate, AccessTemplate } from '../domain/access';
import type { RepositoryContext } from './context';
import { asDate, asDay, asNumber } from './database';

/** What decides whether a client is in order: two queries, by indexes, whatever the number of certificates. */
export const createAccessRepository = ({ db, tables, clientIds }: RepositoryContext) => {
  /** Only clients are issued what new clients are: a user who is none is asked for nothing but what they were given. */
  const onlyClient = (knex: Knex, query: Knex.QueryBuilder, userId: number): void => {
    const clients = clientIds();
    if (!clients) return;
    query.whereExists(knex({ u: tables.users }).select(knex.raw('1')).where('u.id', userId).whereIn('u.id', clients));
  };

  /** Live templates that ask something of this client. */
  const templatesOf = async (knex: Knex, clientId: number): Promise<AccessTemplate[]> => {
    const centers = knex(tables.centerClients.table)
      .where(tables.centerClients.to, clientId)
      .select(tables.centerClients.from);
    const restricted = () =>
      knex({ r: tables.templateCenters.table }).whereRaw('?? = t.id', [`r.${tables.templateCenters.from}`]);
    const rows: Record<string, unknown>[] = await knex({ t: tables.templates })
      .whereNull('t.archived_at')
      .whereIn('t.access_rule', ['warn', 'block'])
      .where((applies) =>
        applies
          .where((issued) => {
            onlyClient(knex, issued, clientId);
            issued
              .where('t.issue_to_new_clients', true)
              .where((covers) =>
                covers
                  .whereNotExists(restricted().select(knex.raw('1')))
                  .orWhereExists(restricted().whereIn(`r.${tables.templateCenters.to}`, centers).select(knex.raw('1')))
              );
          })
          .orWhereExists(
            knex({ c: tables.certificates })
              .select(knex.raw('1'))
              .whereRaw('c.template_id = t.id')
              .where('c.client_id', clientId)
              .whereNull('c.archived_at')
              .whereNull('c.trashed_at')
          )
      )
      .orderBy('t.name')
      .select('t.id', 't.document_id', 't.name', 't.access_rule', 't.expiring_soon_days');
    return rows.map((row) => ({
      id: row.id as number,
      documentId: row.document_id as string,
      name: row.name as string,
      accessRule: row.access_rule as 'warn' | 'block',
      expiringSoonDays: asNumber(row.expiring_soon_days),
    }));
  };

  const certificatesOf = async (knex: Knex, clientId: number, templateIds: number[]): Promise<AccessCertificate[]> => {
    const byHand = knex({ e: tables.events })
      .select(knex.raw('1'))
      .whereRaw('e.certificate_id = c.id')
      .where('e.action', 'archived')
      .whereNot('e.actor_type', 'system');
    const rows: Record<string, unknown>[] = await knex({ c: tables.certificates })
      .leftJoin({ z: tables.centers }, 'z.id', 'c.center_id')
      .where('c.client_id', clientId)
      .whereNull('c.trashed_at')
      .whereIn('c.template_id', templateIds)
      .select(
        'c.template_id',
        'c.state',
        'c.rejection',
        'c.valid_until',
        'c.approved_at',
        'c.archived_at',
        'z.time_zone'
      )
      .select({ by_hand: knex.raw('case when exists ? then 1 else 0 end', [byHand]) });
    return rows.map((row) => ({
      templateId: row.template_id as number,
      state: row.state as CertificateState,
      rejected: row.rejection !== null,
      validUntil: asDay(row.valid_until),
      approvedAt: asDate(row.approved_at),
      archivedAt: asDate(row.archived_at),
      archivedByHand: asNumber(row.by_hand) === 1,
      timeZone: (row.time_zone as string | null) ?? null,
    }));
  };

  return {
    of: (clientId: number): Promise<{ templates: AccessTemplate[]; certificates: AccessCertificate[] }> =>
      db.read(async (knex) => {
        const templates = await templatesOf(knex, clientId);
        const certificates = await certificatesOf(
          knex,
          clientId,
          templates.map(({ id }) => id)
        );
        return { templates, certificates };
      }),
  };
};
