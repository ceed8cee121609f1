import { useCallback, useState } from 'react';
import type { Certificate, CertificatePage as Page, CertificateState } from 'strapi-plugin-certificates/client';
import { AccessCard } from '../components/AccessCard';
import { Icon } from '../components/Icon';
import { Pending } from '../components/Notice';
import { StateBadge } from '../components/StateBadge';
import { Validity } from '../components/Validity';
import { useApi } from '../hooks/useApi';
import { useLoaded } from '../hooks/useLoaded';
import { hrefOf } from '../hooks/useRoute';
import { useWords } from '../i18n';

const PAGE = 25;

/** What needs the client comes first. */
const URGENCY: CertificateState[] = ['expired', 'missing_info', 'expiring_soon', 'pending_approval', 'approved'];
const byUrgency = (a: Certificate, b: Certificate) =>
  Number(b.rejection !== null) - Number(a.rejection !== null) || URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state);

const Row = ({ certificate }: { certificate: Certificate }) => {
  const { text } = useWords();
  const { documentId, name, state, rejection, editable } = certificate;
  return (
    <li>
      <a className="card row" href={hrefOf({ page: 'certificate', documentId })}>
        <span className="row-head">
          <span className="row-name">{name}</span>
          <StateBadge state={state} />
        </span>
        <span className="row-validity">
          <Validity certificate={certificate} />
        </span>
        {rejection && <span className="row-rejection">{text(`reason.${rejection.reason}`)}</span>}
        {editable && state === 'missing_info' && (
          <span className="row-action">
            {text(rejection ? 'list.mend' : 'list.upload')}
            <Icon name="next" />
          </span>
        )}
      </a>
    </li>
  );
};

/** Profile > Certificates: what is asked for, or the history. */
export const CertificatesPage = ({ view }: { view: 'current' | 'history' }) => {
  const { text } = useWords();
  const { certificates } = useApi();
  const [limit, setLimit] = useState(PAGE);
  const load = useCallback(
    (signal: AbortSignal): Promise<Page> => {
      // One more than is shown tells whether there are more.
      const query = { pagination: { start: 0, limit: Math.min(limit + 1, 100) } };
      return view === 'history' ? certificates.history(query, { signal }) : certificates.list(query, { signal });
    },
    [certificates, view, limit]
  );
  const { data: page, error, reload } = useLoaded(load);
  const rows = page?.data.slice(0, limit) ?? [];
  const shown = view === 'current' ? [...rows].sort(byUrgency) : rows;

  const tab = (name: 'current' | 'history') => (
    <a href={hrefOf({ page: 'certificates', view: name })} aria-current={view === name ? 'page' : undefined}>
      {text(name)}
    </a>
  );

  return (
    <>
      <a className="crumb" href={hrefOf({ page: 'profile' })}>
        <Icon name="back" />
        {text('profile')}
      </a>
      <h1 tabIndex={-1}>{text(view === 'history' ? 'history' : 'certificates')}</h1>
      {view === 'current' && <AccessCard />}
      <nav className="tabs" aria-label={text('certificates')}>
        {tab('current')}
        {tab('history')}
      </nav>
      {!page || error ? <Pending error={error} onRetry={reload} /> : null}
      {page && shown.length === 0 && (
        <div className="card empty">
          <Icon name={view === 'history' ? 'clock' : 'check'} />
          <h2>{text(view === 'history' ? 'history.empty' : 'list.empty')}</h2>
          <p>{text(view === 'history' ? 'history.empty.lead' : 'list.empty.lead')}</p>
        </div>
      )}
      <ul className="rows">
        {shown.map((certificate) => (
          <Row key={certificate.documentId} certificate={certificate} />
        ))}
      </ul>
      {page && page.data.length > limit && (
        <button type="button" className="button" onClick={() => setLimit(limit + PAGE)}>
          {text('more')}
        </button>
      )}
    </>
  );
};
