import type { Knex } from 'knex';

import type { CertificateState } from '../constants';
import type { CertificateFacts, Rejection } from '../domain/certificate';
import type { DocumentWarning } from '../domain/document-kinds';
import { asBoolean, asDate, asDay, asJson, asNumber } from './database';
import type { Tables } from './tables';

/** A certificate with the few columns of its neighbours that rules and answers need: one query, no N+1. */
export interface CertificateRecord extends CertificateFacts {
  id: number;
  documentId: string;
  name: string;
  issuedAt: Date | null;
  uploadedAt: Date | null;
  uploadedBy: 'client' | 'staff' | null;
  approvedAt: Date | null;
  updatedAt: Date | null;
  document: {
    key: string;
    name: string;
    mime: string;
    size: number;
    sha256: string;
    warnings: DocumentWarning[];
  } | null;
  template: {
    id: number;
    documentId: string;
    name: string;
    instructions: string | null;
    expiringSoonDays: number;
    accessRule: string;
  } | null;
  client: { id: number; documentId: string; username: string; email: string | null; blocked: boolean } | null;
  center: { id: number; documentId: string; name: string; timeZone: string } | null;
  approvedBy: { documentId: string; name: string } | null;
  predecessor: { id: number; documentId: string; name: string } | null;
}

const NEIGHBOURS = {
  t: ['id', 'document_id', 'name', 'instructions', 'expiring_soon_days', 'access_rule'],
  u: ['id', 'document_id', 'username', 'email', 'blocked'],
  z: ['id', 'document_id', 'name', 'time_zone'],
  a: ['document_id', 'firstname', 'lastname', 'username'],
  p: ['id', 'document_id', 'name'],
} as const;

/** `certificates c` with its neighbours joined, nothing selected yet. */
export const joinNeighbours = (knex: Knex, tables: Tables): Knex.QueryBuilder =>
  knex({ c: tables.certificates })
    .leftJoin({ t: tables.templates }, 't.id', 'c.template_id')
    .leftJoin({ u: tables.users }, 'u.id', 'c.client_id')
    .leftJoin({ z: tables.centers }, 'z.id', 'c.center_id')
    .leftJoin({ a: tables.adminUsers }, 'a.id', 'c.approved_by_id')
    .leftJoin({ p: tables.certificates }, 'p.id', 'c.predecessor_id');

/** The columns that `toRecord` reads. */
export const recordColumns = (): string[] => [
  'c.*',
  ...Object.entries(NEIGHBOURS).flatMap(([alias, columns]) =>
    columns.map((column) => `${alias}.${column} as ${alias}_${column}`)
  ),
];

/** The name that staff go by in histories and answers. */
export const staffName = (user: { firstname?: unknown; lastname?: unknown; username?: unknown }): string =>
  [user.firstname, user.lastname].filter(Boolean).join(' ') || String(user.username ?? '');

export const toRecord = (row: Record<string, unknown>): CertificateRecord => ({
  id: row.id as number,
  documentId: row.document_id as string,
  name: row.name as string,
  state: row.state as CertificateState,
  expires: asBoolean(row.expires),
  validUntil: asDay(row.valid_until),
  notes: (row.notes as string | null) ?? null,
  hasDocument: row.document_key !== null,
  rejection: asJson<Rejection>(row.rejection),
  expiringSoonAt: asDate(row.expiring_soon_at),
  expiresAt: asDate(row.expires_at),
  issuedAt: asDate(row.issued_at),
  uploadedAt: asDate(row.uploaded_at),
  uploadedBy: row.uploaded_by as CertificateRecord['uploadedBy'],
  approvedAt: asDate(row.approved_at),
  updatedAt: asDate(row.updated_at),
  archivedAt: asDate(row.archived_at),
  trashedAt: asDate(row.trashed_at),
  revision: asNumber(row.revision),
  document:
    row.document_key === null
      ? null
      : {
          key: row.document_key as string,
          name: row.document_name as string,
          mime: row.document_mime as string,
          size: asNumber(row.document_size),
          sha256: row.document_sha_256 as string,
          warnings: asJson<DocumentWarning[]>(row.document_warnings) ?? [],
        },
  template:
    row.t_id === null
      ? null
      : {
          id: row.t_id as number,
          documentId: row.t_document_id as string,
          name: row.t_name as string,
          instructions: row.t_instructions as string | null,
          expiringSoonDays: asNumber(row.t_expiring_soon_days),
          accessRule: row.t_access_rule as string,
        },
  client:
    row.u_id === null
      ? null
      : {
          id: row.u_id as number,
          documentId: row.u_document_id as string,
          username: row.u_username as string,
          email: row.u_email as string | null,
          blocked: asBoolean(row.u_blocked),
        },
  center:
    row.z_id === null
      ? null
      : {
          id: row.z_id as number,
          documentId: row.z_document_id as string,
          name: row.z_name as string,
          timeZone: row.z_time_zone as string,
        },
  approvedBy:
    row.a_document_id === null
      ? null
      : {
          documentId: row.a_document_id as string,
          name: staffName({ firstname: row.a_firstname, lastname: row.a_lastname, username: row.a_username }),
        },
  predecessor:
    row.p_id === null
      ? null
      : { id: row.p_id as number, documentId: row.p_document_id as string, name: row.p_name as string },
});
