import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import { asJson } from './database';

const PREFIX = 'text:';

export interface StoredText {
  key: string;
  locale: string;
  subject: string;
  text: string;
  push?: string;
}

/** Texts that the installation has put in place of ours: one entry of Strapi's store for each, so that none is lost when
 * two people save at once. */
export const createTextOverrideRepository = (strapi: Core.Strapi) => {
  const store = strapi.store({ type: 'plugin', name: PLUGIN_ID });
  const nameOf = (key: string, locale: string) => `${PREFIX}${key}:${locale}`;
  const stored = `plugin_${PLUGIN_ID}_${PREFIX}`;

  return {
    async all(): Promise<StoredText[]> {
      const rows: { key: string; value: unknown }[] = await strapi.db
        .query('strapi::core-store')
        .findMany({ where: { key: { $startsWith: stored } } });
      return rows.flatMap(({ key, value }) => {
        const [name, locale] = key.slice(stored.length).split(':');
        const text = asJson<{ subject?: unknown; text?: unknown; push?: unknown }>(value);
        if (!name || !locale || typeof text?.subject !== 'string' || typeof text.text !== 'string') return [];
        const push = typeof text.push === 'string' ? { push: text.push } : {};
        return [{ key: name, locale, subject: text.subject, text: text.text, ...push }];
      });
    },

    async put({ key, locale, ...text }: StoredText): Promise<void> {
      await store.set({ key: nameOf(key, locale), value: text });
    },

    async remove(key: string, locale: string): Promise<void> {
      await store.delete({ key: nameOf(key, locale) });
    },
  };
};
