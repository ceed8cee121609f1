import type { Core } from '@strapi/strapi';

import { UID } from '../constants';

/** A many-to-many link table. */
export interface LinkTable {
  table: string;
  /** Column of the owning side. */
  from: string;
  /** Column of the other side. */
  to: string;
}

interface RelationMeta {
  joinTable?: { name: string; joinColumn: { name: string }; inverseJoinColumn: { name: string } };
}

const tableOf = (strapi: Core.Strapi, uid: string): string => strapi.db.metadata.get(uid).tableName;

const linkOf = (strapi: Core.Strapi, uid: string, attribute: string): LinkTable => {
  const { joinTable } = strapi.db.metadata.get(uid).attributes[attribute] as RelationMeta;
  if (!joinTable) throw new Error(`${uid}.${attribute} has no link table`);
  return { table: joinTable.name, from: joinTable.joinColumn.name, to: joinTable.inverseJoinColumn.name };
};

/** Names of tables and link tables as Strapi made them; users' tables can be renamed by the host. */
export const createTables = (strapi: Core.Strapi) => ({
  certificates: tableOf(strapi, UID.certificate),
  templates: tableOf(strapi, UID.template),
  centers: tableOf(strapi, UID.center),
  events: tableOf(strapi, UID.event),
  notifications: tableOf(strapi, UID.notification),
  pushSubscriptions: tableOf(strapi, UID.pushSubscription),
  runs: tableOf(strapi, UID.generationRun),
  files: tableOf(strapi, UID.file),
  leases: tableOf(strapi, UID.lease),
  calendarLinks: tableOf(strapi, UID.calendarLink),
  users: tableOf(strapi, UID.user),
  adminUsers: tableOf(strapi, UID.adminUser),
  /** center -> user */
  centerClients: linkOf(strapi, UID.center, 'clients'),
  /** center -> admin user */
  centerStaff: linkOf(strapi, UID.center, 'staff'),
  /** template -> center */
  templateCenters: linkOf(strapi, UID.template, 'centers'),
});

/** The column of the users' table that holds a field; null where there is no such plain field. */
export const userColumn = (strapi: Core.Strapi, field: string | null): string | null => {
  const attribute = field === null ? undefined : strapi.db.metadata.get(UID.user).attributes[field];
  return attribute && 'columnName' in attribute && typeof attribute.columnName === 'string'
    ? attribute.columnName
    : null;
};

export type Tables = ReturnType<typeof createTables>;
