import * as React from 'react';
import { useAuth } from '@strapi/strapi/admin';

import { PLUGIN_ID } from '../plugin-id';

const read = <T>(key: string): T | null => {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null;
  } catch {
    // A browser may forbid storage; then there is nothing to find.
    return null;
  }
};

const write = (key: string, json: string | null) => {
  try {
    if (json === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, json);
  } catch {
    // The form works without; its text is lost with the session.
  }
};

export interface Draft<T> {
  /** What was typed and not saved when the form was last open. */
  found: T | null;
  keep(json: string | null): void;
  /** It is saved, or not wanted. */
  drop(): void;
}

/**
 * What somebody types outlives their session. Strapi ends one by taking the form off the page, without asking; after the
 * log-in in the same tab, the same user finds it here. It never leaves the tab, and goes with it.
 * @param name of the form and what it is about
 */
export const useDraft = <T extends object>(name: string): Draft<T> => {
  const userId = useAuth('useDraft', ({ user }) => user?.id);
  // As it was at first: when the session ends there is no user any more, and the form has a moment left.
  const [key] = React.useState(() => `${PLUGIN_ID}.draft.${userId}.${name}`);
  const [found] = React.useState(() => read<T>(key));
  return React.useMemo(() => ({ found, keep: (json) => write(key, json), drop: () => write(key, null) }), [key, found]);
};

/** Keeps what is typed, as long as there is something to lose. @param values null: there is not */
export const useKeepDraft = <T extends object>({ keep }: Draft<T>, values: T | null): void => {
  const json = values && JSON.stringify(values);
  React.useEffect(() => keep(json), [keep, json]);
};
