import { useFindTimeZoneQuery } from '../../api/centers';
import { useFindCertificatesQuery } from '../../api/certificates';
import { asksForDays, filtersOf, validityFilterOf } from '../../components/certificate/filters';
import { useListParams } from '../../hooks/useListParams';

export type View = 'current' | 'history' | 'trash';

/** Newest first, by what brought a certificate into the list. */
export const DEFAULT_SORT: Record<View, string> = {
  current: 'issuedAt:DESC',
  history: 'archivedAt:DESC',
  trash: 'trashedAt:DESC',
};

/** One of the certificate lists, as the address asks for it. */
export const useList = (view: View) => {
  const params = useListParams();
  const { page, pageSize, ...found } = params.request(DEFAULT_SORT[view]);
  const isDated = asksForDays(params);
  const zone = useFindTimeZoneQuery(undefined, { skip: !isDated });
  /** Without the page: what is exported, too. */
  const request = {
    ...found,
    filters: { ...filtersOf(params), ...validityFilterOf(params, zone.data ?? 'UTC') },
    ...(view === 'history' ? { archived: true } : {}),
    ...(view === 'trash' ? { trashed: true } : {}),
  };
  const isReady = !isDated || zone.data !== undefined;
  const certificates = useFindCertificatesQuery({ ...request, page, pageSize }, { skip: !isReady });
  /** The rows that were there stay until it is known what day it is. */
  const query = isReady
    ? certificates
    : {
        ...certificates,
        currentData: undefined,
        error: zone.error,
        isLoading: zone.isLoading && certificates.data === undefined,
        isFetching: zone.isFetching,
        refetch: zone.refetch,
      };
  return { params, request, query, isReady };
};
