/** Languages that messages ship in. */
export const LOCALES = ['en', 'es', 'it', 'fr', 'de', 'pt-BR'] as const;
export type Locale = (typeof LOCALES)[number];

/** The language that ships and is meant by a tag, or by a region's, `es-MX`; undefined: none. */
export const shippedLocale = (candidate: string | null | undefined): Locale | undefined => {
  const wanted = (candidate ?? '').trim().replace(/_/g, '-').toLowerCase();
  if (wanted === '') return undefined;
  const language = wanted.split('-')[0];
  return (
    LOCALES.find((locale) => locale.toLowerCase() === wanted) ??
    LOCALES.find((locale) => locale.toLowerCase().split('-')[0] === language)
  );
};

/**
 * The language to write in: the first candidate that ships, by tag (`pt-BR`) or by language (`es-MX` and `es_MX` give
 * `es`, `pt` gives `pt-BR`).
 * @param candidates languages that the reader is known to prefer, best first
 * @param fallback the configured language; English when that does not ship either
 */
export const pickLocale = (candidates: readonly (string | null | undefined)[], fallback: string): Locale => {
  for (const candidate of [...candidates, fallback]) {
    const locale = shippedLocale(candidate);
    if (locale) return locale;
  }
  return 'en';
};
