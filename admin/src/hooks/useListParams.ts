import * as React from 'react';
import { useSearchParams } from 'react-router-dom';

export const DEFAULT_PAGE_SIZE = 20;

type Changes = Record<string, string | string[] | null | undefined>;

/**
 * A list's search, filters, order and page, kept in the address: a reload shows the same, and so does a link sent to a
 * colleague. Names are those of the API where it has them (`_q`, `sort`, `page`, `pageSize`).
 */
export const useListParams = () => {
  const [params, setParams] = useSearchParams();

  /** Sets some of them (null removes one) and goes back to page one, unless it is the page that changes. */
  const change = React.useCallback(
    (changes: Changes) => {
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (!('page' in changes)) next.delete('page');
          for (const [name, value] of Object.entries(changes)) {
            const text = Array.isArray(value) ? value.join(',') : value;
            if (text) next.set(name, text);
            else next.delete(name);
          }
          return next;
        },
        { replace: true }
      );
    },
    [setParams]
  );

  return React.useMemo(
    () => ({
      get: (name: string): string => params.get(name) ?? '',
      list: (name: string): string[] => params.get(name)?.split(',').filter(Boolean) ?? [],
      number: (name: string, fallback: number): number => Number(params.get(name)) || fallback,
      /** What the API is asked for: search, order and page. */
      request: (defaultSort?: string) => ({
        _q: params.get('_q') || undefined,
        sort: params.get('sort') || defaultSort,
        page: Number(params.get('page')) || 1,
        pageSize: Number(params.get('pageSize')) || DEFAULT_PAGE_SIZE,
      }),
      /** What of the address makes the list what it is, for links that lead back to it. */
      search: params.toString(),
      change,
    }),
    [params, change]
  );
};

export type ListParams = ReturnType<typeof useListParams>;
