import { ACCESS_RULES } from '../constants';
import type { Filter, Listing } from './list-query';
import type { ListRules } from './list-request';

/** What each of the smaller lists may be asked. Whatever is not here cannot be probed. */
const TEMPLATE_FILTERS = {
  name: 'text',
  documentId: 'id',
  issueToNewClients: 'flag',
  renewOnExpiry: 'flag',
  renewalLeadDays: 'count',
  expires: 'flag',
  expiringSoonDays: 'count',
  accessRule: ACCESS_RULES,
  centers: 'relation',
  archivedAt: 'instant',
  createdAt: 'instant',
  updatedAt: 'instant',
} as const;
const TEMPLATE_SORTS = ['name', 'expiringSoonDays', 'renewalLeadDays', 'archivedAt', 'createdAt', 'updatedAt'] as const;

const CENTER_FILTERS = {
  name: 'text',
  timeZone: 'text',
  documentId: 'id',
  createdAt: 'instant',
  updatedAt: 'instant',
} as const;
const CENTER_SORTS = ['name', 'timeZone', 'createdAt', 'updatedAt'] as const;

const CLIENT_FILTERS = {
  username: 'text',
  email: 'text',
  blocked: 'flag',
  confirmed: 'flag',
  documentId: 'id',
  /** One word for a client's centres that certificates have, and one as in the answer. */
  center: 'relation',
  centers: 'relation',
} as const;
const CLIENT_SORTS = ['username', 'email'] as const;

/** Names and addresses: what the search goes through, and what a member of staff is shown by. */
const STAFF_FILTERS = {
  firstname: 'text',
  lastname: 'text',
  username: 'text',
  email: 'text',
  documentId: 'id',
} as const;
const STAFF_SORTS = ['email', 'firstname', 'lastname'] as const;

export type TemplateFilter = keyof typeof TEMPLATE_FILTERS;
export type TemplateSort = (typeof TEMPLATE_SORTS)[number];
export type CenterFilter = keyof typeof CENTER_FILTERS;
export type CenterSort = (typeof CENTER_SORTS)[number];
export type ClientFilter = keyof typeof CLIENT_FILTERS;
export type ClientSort = (typeof CLIENT_SORTS)[number];
export type StaffFilter = keyof typeof STAFF_FILTERS;
export type StaffSort = (typeof STAFF_SORTS)[number];

/** `archived` is null where the filters themselves say which. */
export type TemplateListing = Listing<TemplateFilter, TemplateSort> & { archived: boolean | null };
export type CenterListing = Listing<CenterFilter, CenterSort>;
export type ClientListing = Listing<ClientFilter, ClientSort>;
export type StaffListing = Listing<StaffFilter, StaffSort>;

export const TEMPLATE_LIST: ListRules<TemplateFilter, TemplateSort> = {
  filters: TEMPLATE_FILTERS,
  sorts: TEMPLATE_SORTS,
  fallback: [{ field: 'name', descending: false }],
};
export const CENTER_LIST: ListRules<CenterFilter, CenterSort> = {
  filters: CENTER_FILTERS,
  sorts: CENTER_SORTS,
  fallback: [{ field: 'name', descending: false }],
};
export const CLIENT_LIST: ListRules<ClientFilter, ClientSort> = {
  filters: CLIENT_FILTERS,
  sorts: CLIENT_SORTS,
  fallback: [{ field: 'username', descending: false }],
};
export const STAFF_LIST: ListRules<StaffFilter, StaffSort> = {
  filters: STAFF_FILTERS,
  sorts: STAFF_SORTS,
  fallback: [{ field: 'email', descending: false }],
};

/** Whether a filter says anything about a field. */
export const mentions = <F extends string>(filter: Filter<F> | null, field: F): boolean => {
  if (filter === null) return false;
  if (filter.kind === 'compare' || filter.kind === 'match') return filter.field === field;
  return filter.kind === 'not' ? mentions(filter.of, field) : filter.of.some((inner) => mentions(inner, field));
};
