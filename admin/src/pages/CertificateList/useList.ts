import { useFindCertificatesQuery } from '../../api/certificates';
import { filtersOf } from '../../components/certificate/filters';
import { DEFAULT_PAGE_SIZE } from '../../components/ListFooter';
import { useListParams } from '../../hooks/useListParams';

export type View = 'current' | 'history' | 'trash';

/** Newest first, by what brought a certificate into the list. */
export const DEFAULT_SORT: Record<View, string> = {
  current: 'issuedAt:DESC',
  history: 'archivedAt:DESC',
  trash: 'issuedAt:DESC',
};

/** One of the certificate lists, as the address asks for it. */
export const useList = (view: View) => {
  const params = useListParams();
  const request = {
    filters: filtersOf(params),
    _q: params.get('_q') || undefined,
    sort: params.get('sort') || DEFAULT_SORT[view],
    ...(view === 'history' ? { archived: true } : {}),
    ...(view === 'trash' ? { trashed: true } : {}),
  };
  const query = useFindCertificatesQuery({
    ...request,
    page: params.number('page', 1),
    pageSize: params.number('pageSize', DEFAULT_PAGE_SIZE),
  });
  return { params, request, ...query };
};
