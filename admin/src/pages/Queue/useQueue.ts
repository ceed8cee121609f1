import * as React from 'react';

import type { StaffCertificate } from '../../../../server/contracts';
import { useFindCertificatesQuery } from '../../api/certificates';
import { preloadDocument } from '../../components/DocumentPreview/document-cache';
import { filtersOf } from '../../components/certificate/filters';
import { useListParams } from '../../hooks/useListParams';
import { useTaken } from './useTaken';

const PAGE_SIZE = 50;
/** Milliseconds between two looks at what has come in meanwhile. */
const POLLING = 60_000;

/**
 * The queue of what waits for approval, longest first, and the place in it. Place, page and filters are in the address,
 * so that nothing is lost by looking something up and coming back.
 */
export const useQueue = (onTaken: (certificate: StaffCertificate) => void) => {
  const params = useListParams();
  const page = params.number('page', 1);
  const request = {
    filters: { ...filtersOf(params), state: 'pending_approval' },
    _q: params.get('_q') || undefined,
    sort: 'uploadedAt:ASC',
    page,
    pageSize: PAGE_SIZE,
  };
  const {
    data: latest,
    currentData,
    error,
    isLoading,
    isFetching,
    refetch,
  } = useFindCertificatesQuery(request, { pollingInterval: POLLING });
  // The old rows stay until the new ones are there; not where those cannot be had.
  const data = currentData ?? (isFetching ? latest : undefined);

  const rows = React.useMemo(() => data?.data ?? [], [data]);
  const total = data?.meta.pagination.total ?? 0;
  const pageCount = data?.meta.pagination.pageCount ?? 1;
  const found = rows.findIndex(({ documentId }) => documentId === params.get('at'));
  // Somebody else may have taken it: the place is then that of the one behind it.
  const place = React.useRef(0);
  const index = found >= 0 ? found : Math.max(Math.min(place.current, rows.length - 1), 0);
  const current = rows[index];
  React.useEffect(() => {
    place.current = index;
  }, [index]);
  const { change } = params;
  /** Another search or filter makes another queue, which begins with who has waited longest. */
  const filter = React.useCallback(
    (changes: Parameters<typeof change>[0]) => {
      place.current = 0;
      change({ at: null, ...changes });
    },
    [change]
  );
  const taken = useTaken(
    { query: JSON.stringify(request), certificate: current },
    rows,
    currentData !== undefined,
    onTaken
  );

  const open = React.useCallback(
    (documentId: string | undefined) => change({ at: documentId ?? null, page: page > 1 ? String(page) : null }),
    [change, page]
  );
  const turnTo = React.useCallback(
    (to: number) => {
      place.current = 0;
      change({ at: null, page: to > 1 ? String(to) : null });
    },
    [change]
  );

  React.useEffect(() => preloadDocument(rows[index + 1]), [rows, index]);

  // The last page has been worked off: what is left is on the pages before it.
  React.useEffect(() => {
    if (!isFetching && rows.length === 0 && page > 1) turnTo(page - 1);
  }, [isFetching, rows.length, page, turnTo]);

  return {
    params,
    filter,
    rows,
    total,
    current,
    /** From 1, over all pages. */
    position: (page - 1) * PAGE_SIZE + index + 1,
    isLoading,
    error,
    /** Whether there is nothing to show because of the error. */
    hasFailed: error !== undefined && data === undefined,
    refetch,
    open,
    hasPrevious: index > 0 || page > 1,
    hasNext: index < rows.length - 1 || page < pageCount,
    previous: () => (index > 0 ? open(rows[index - 1]?.documentId) : page > 1 && turnTo(page - 1)),
    next: () => (index < rows.length - 1 ? open(rows[index + 1]?.documentId) : page < pageCount && turnTo(page + 1)),
    expect: taken.expect,
    unexpect: taken.unexpect,
    isUnseen: taken.isUnseen,
    /** One leaves the queue: if it is in hand, the place goes to the one behind it, which may be on the next page still. */
    leave: (documentId: string) => {
      if (documentId !== current?.documentId) return;
      const next = rows[index + 1];
      if (next) open(next.documentId);
      else if (page >= pageCount) open(rows[index - 1]?.documentId);
    },
  };
};

export type Queue = ReturnType<typeof useQueue>;
