import { useFindCertificatesQuery } from '../../api/certificates';
import { filtersOf } from '../../components/certificate/filters';
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
  /** Without the page: what is exported, too. */
  const request = {
    ...found,
    filters: filtersOf(params),
    ...(view === 'history' ? { archived: true } : {}),
    ...(view === 'trash' ? { trashed: true } : {}),
  };
  return { params, request, query: useFindCertificatesQuery({ ...request, page, pageSize }) };
};
