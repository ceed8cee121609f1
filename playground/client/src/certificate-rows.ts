import type {
  Certificate,
  CertificateFilters,
  CertificatesClient,
  CertificateState,
} from 'strapi-plugin-certificates/client';

/** As many as the server gives at once. */
const AT_ONCE = 100;

/** What needs the client comes first. */
const URGENCY: CertificateState[] = ['missing_info', 'expired', 'expiring_soon', 'pending_approval', 'approved'];
const byUrgency = (a: Certificate, b: Certificate) =>
  Number(b.rejection !== null) - Number(a.rejection !== null) || URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state);

interface Asking {
  certificates: CertificatesClient;
  view: 'current' | 'history';
  signal: AbortSignal;
}

/** Up to `count` rows of a list, in as many answers as it takes. */
const upTo = async (count: number, filters: CertificateFilters, asking: Asking): Promise<Certificate[]> => {
  const { certificates, view, signal } = asking;
  const ask = view === 'history' ? certificates.history : certificates.list;
  const rows: Certificate[] = [];
  while (rows.length < count) {
    const pagination = { start: rows.length, limit: Math.min(count - rows.length, AT_ONCE) };
    const { data, meta } = await ask({ filters, pagination }, { signal });
    rows.push(...data);
    // The host may allow less at once than was asked for: only a page that is not full is the last one.
    const { limit } = { ...pagination, ...meta.pagination };
    if (data.length < limit) break;
  }
  return rows;
};

/**
 * The first rows of a list: of the current ones those that need the client, whatever their date. Most people have one
 * page, which is put in order here; where there are more, the server is asked for one state after the other.
 */
export const firstRows = async (count: number, asking: Asking): Promise<{ rows: Certificate[]; hasMore: boolean }> => {
  // One more than is shown tells whether there are more.
  const wanted = count + 1;
  let rows = await upTo(wanted, {}, asking);
  if (asking.view === 'current' && rows.length === wanted) {
    rows = [];
    for (const state of URGENCY) {
      if (rows.length < wanted) rows.push(...(await upTo(wanted - rows.length, { state }, asking)));
    }
  }
  const shown = rows.slice(0, count);
  return { rows: asking.view === 'current' ? shown.sort(byUrgency) : shown, hasMore: rows.length === wanted };
};
