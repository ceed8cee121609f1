import { adminApi } from '@strapi/strapi/admin';

import type { ListAnswer } from '../../../server/contracts';

import { PLUGIN_ID } from '../plugin-id';

const tag = <const T extends string>(name: T) => `${PLUGIN_ID}.${name}` as const;

/** What answers are made of, so that a change fetches anew what it makes stale. The store is the panel's own. */
export const TAG = {
  certificate: tag('certificate'),
  client: tag('client'),
  template: tag('template'),
  center: tag('center'),
  notification: tag('notification'),
  stats: tag('stats'),
} as const;

export const api = adminApi.enhanceEndpoints({ addTagTypes: Object.values(TAG) });

/** A path of the plugin's admin API. */
export const path = (...parts: string[]) => ['', PLUGIN_ID, ...parts].join('/');

/** As many rows as the server gives at once. */
const PAGE_SIZE = 100;

interface Answer<E> {
  data?: unknown;
  error?: E;
}

/** All rows of a list, for those who choose one of them: page by page, by name. */
export const everyRow = async <T, E>(
  url: string,
  fetch: (query: { url: string; config: { params: object } }) => Answer<E> | PromiseLike<Answer<E>>,
  which: object = {}
): Promise<{ data: T[] } | { error: E }> => {
  const rows: T[] = [];
  for (let page = 1, pageCount = 1; page <= pageCount; page += 1) {
    const answer = await fetch({ url, config: { params: { ...which, page, pageSize: PAGE_SIZE, sort: 'name:ASC' } } });
    if (answer.error) return { error: answer.error };
    const list = answer.data as ListAnswer<T>;
    rows.push(...list.data);
    pageCount = list.meta.pagination.pageCount;
  }
  return { data: rows };
};
