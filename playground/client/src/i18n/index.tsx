import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { CertificatesError } from 'strapi-plugin-certificates/client';
import { en, type Key, type Texts } from './en';
import { es } from './es';
import { it } from './it';

const TEXTS = { en, es, it } satisfies Record<string, Texts>;
export type Language = keyof typeof TEXTS;
export const LANGUAGES: Record<Language, string> = { en: 'English', es: 'Español', it: 'Italiano' };
const KEY = 'certificates.language';

const isLanguage = (value: unknown): value is Language => typeof value === 'string' && Object.hasOwn(TEXTS, value);

/** The one chosen here before, else the first of the device's that there is. */
const firstLanguage = (): Language =>
  [localStorage.getItem(KEY), ...navigator.languages.map((tag) => tag.slice(0, 2))].find(isLanguage) ?? 'en';

const speak = (language: Language, setLanguage: (language: Language) => void) => {
  const text = (key: Key, values: Record<string, string | number> = {}): string =>
    TEXTS[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  return {
    language,
    setLanguage,
    text,
    /** What went wrong, in words; a code that has none of its own gets a general one. */
    error: (error: CertificatesError | { code: string }): string => {
      const key = `error.${error.code}`;
      return text(Object.hasOwn(en, key) ? (key as Key) : 'error.other');
    },
    /** A plain day (`2027-01-31`), the same wherever one looks at it. */
    day: (day: string): string =>
      new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`)),
    /** An instant, in the time of this device. */
    instant: (instant: string): string =>
      new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant)),
    size: (bytes: number): string => {
      // Units of 1024, as the server counts when it says how large a file may be.
      const kilobytes = bytes / 1024;
      const [value, unit] = kilobytes < 1024 ? [kilobytes, 'kilobyte'] : [kilobytes / 1024, 'megabyte'];
      return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
    },
  };
};

const Words = createContext<ReturnType<typeof speak> | null>(null);

export const Speaking = ({ children }: { children: ReactNode }) => {
  const [language, setLanguage] = useState(firstLanguage);
  const words = useMemo(
    () =>
      speak(language, (chosen) => {
        localStorage.setItem(KEY, chosen);
        setLanguage(chosen);
      }),
    [language]
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <Words.Provider value={words}>{children}</Words.Provider>;
};

/** Texts, dates and sizes in the language of who looks. */
export const useWords = () => {
  const words = useContext(Words);
  if (!words) throw new Error('useWords belongs inside Speaking');
  return words;
};
