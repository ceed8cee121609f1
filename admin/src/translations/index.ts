import { PLUGIN_ID } from '../plugin-id';
import type en from './en.json';

/** A text of the plugin, by its key in the JSON files. */
export type TextKey = keyof typeof en;

type Texts = Record<string, string>;

/** Each language is a chunk of its own, so that a panel downloads those it offers and no other. */
const LOADERS: Record<string, () => Promise<{ default: Texts }>> = {
  en: () => import('./en.json'),
  es: () => import('./es.json'),
  it: () => import('./it.json'),
  fr: () => import('./fr.json'),
  de: () => import('./de.json'),
  'pt-BR': () => import('./pt-BR.json'),
};

const prefixed = (texts: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${PLUGIN_ID}.${key}`, text]));

/** The plugin's texts for the panel's languages. One that we do not speak is left out: Strapi falls back to English. */
export const loadTranslations = (locales: string[]) =>
  Promise.all(
    locales.map(async (locale) => {
      const load = LOADERS[locale];
      return { locale, data: load ? prefixed((await load()).default) : {} };
    })
  );
