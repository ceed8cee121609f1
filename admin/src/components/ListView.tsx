import * as React from 'react';
import { Box } from '@strapi/design-system';

import type { ListAnswer } from '../../../server/contracts';
import type { ListParams } from '../hooks/useListParams';
import { useTranslate } from '../hooks/useTranslate';
import { ListFooter } from './ListFooter';
import { StaleNotice } from './StaleNotice';
import { EmptyState, ErrorState, LoadingState } from './States';

interface Props<T> {
  /** What RTK Query says of the list. */
  query: {
    data?: ListAnswer<T>;
    /** As `data`, but nothing while what is asked for now is not there yet. */
    currentData?: ListAnswer<T>;
    error?: unknown;
    isLoading: boolean;
    isFetching: boolean;
    refetch: () => unknown;
  };
  params: ListParams;
  /** Names in the address that make the list shorter. */
  filters: readonly string[];
  /** What is said, and offered, where there is nothing at all. */
  empty: { text: string; action?: React.ReactNode };
  children: (rows: T[]) => React.ReactNode;
}

/** A list in whatever state it is: coming, failed, empty, filtered away, or there. */
export const ListView = <T,>({ query, params, filters, empty, children }: Props<T>) => {
  const t = useTranslate();
  const { data, currentData, error, isLoading, isFetching, refetch } = query;
  const isOld = !currentData;
  const isEmpty = data?.data.length === 0;
  const pages = data?.meta.pagination.pageCount ?? 1;
  const isBeyond = isEmpty && !isFetching && params.number('page', 1) > Math.max(pages, 1);
  const { change } = params;

  // The last ones of the last page are gone: what is left is on the pages before it.
  React.useEffect(() => {
    if (isBeyond) change({ page: pages > 1 ? String(pages) : null });
  }, [isBeyond, pages, change]);

  if (isLoading) return <LoadingState height="48rem" />;
  if (error && !currentData) return <ErrorState error={error} onRetry={refetch} />;
  if (!data || isBeyond) return <LoadingState height="48rem" />;
  if (isEmpty) {
    return filters.some((name) => params.get(name) !== '') ? (
      <EmptyState>{t('list.empty-filtered')}</EmptyState>
    ) : (
      <EmptyState action={empty.action}>{empty.text}</EmptyState>
    );
  }
  return (
    // The old rows stay, paler, until the new ones are there.
    <Box style={{ opacity: isOld ? 0.6 : 1, transition: 'opacity 120ms' }} aria-busy={isOld}>
      {error !== undefined && <StaleNotice error={error} onRetry={refetch} />}
      {children(data.data)}
      <ListFooter pagination={data.meta.pagination} />
    </Box>
  );
};
