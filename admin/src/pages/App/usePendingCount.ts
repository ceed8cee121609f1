import { useFindCertificatesQuery } from '../../api/certificates';
import { useAllowed } from '../../hooks/useAllowed';

/** Milliseconds between two looks at what has come in meanwhile. */
const POLLING = 60_000;

/** How many certificates wait for approval, as far as the user sees. */
export const usePendingCount = (): number | undefined => {
  const allowed = useAllowed();
  const { data } = useFindCertificatesQuery(
    { filters: { state: 'pending_approval' }, pageSize: 1 },
    { skip: !allowed('certificatesRead'), pollingInterval: POLLING }
  );
  return data?.meta.pagination.total;
};
