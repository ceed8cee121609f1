import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import type { ClientListAnswer, ReadCertificate } from '../../../contracts';
import { presenter } from '../../answers/client-certificate';
import { parseClientList } from '../../domain/client-list';
import { readerOf } from '../../permissions/client-caller';
import { appOf } from '../../services/app';
import { queryOf } from './query';

/** What lists know, and what Strapi's own do: an app that sends `populate` is not wrong, what comes is complete. */
const LIST_PARAMETERS = ['filters', 'sort', 'pagination', 'populate', 'fields', 'locale', 'status'];

/** A list in Strapi's `{ data, meta }` shape; the total only where `pagination[withCount]=true` asks for it. */
export const listFor = async (
  strapi: Core.Strapi,
  ctx: Context,
  view: 'current' | 'archived'
): Promise<ClientListAnswer<ReadCertificate>> => {
  const { caller, token } = readerOf(ctx);
  const hostLimit = strapi.config.get('api.rest.maxLimit');
  const asked = queryOf(strapi, ctx, LIST_PARAMETERS);
  const { query, withCount, page } = parseClientList(asked, { view, token, hostLimit });
  const { certificates } = appOf(strapi);
  const { rows } = await certificates.list(query, caller);
  const present = presenter(strapi);
  const data = rows.map((row) => present(row, token));
  if (!withCount) return { data, meta: { pagination: page } };
  const { total } = await certificates.total(query, caller, null);
  const pageCount = 'pageSize' in page ? { pageCount: Math.ceil(total / page.pageSize) } : {};
  return { data, meta: { pagination: { ...page, ...pageCount, total } } };
};
