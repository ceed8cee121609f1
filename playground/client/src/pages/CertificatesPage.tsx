import { useCallback, useState } from 'react';
import type { Certificate } from 'strapi-plugin-certificates/client';
import { firstRows } from '../certificate-rows';
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
    (signal: AbortSignal) => firstRows(limit, { certificates, view, signal }),
    [certificates, view, limit]
  );
  const { data: list, error, reload } = useLoaded(load);
  // While more of them come, those that are there stay on the screen.
  const [kept, setKept] = useState(list);
  if (list && list !== kept) setKept(list);
  const page = list ?? kept;

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
      {page?.rows.length === 0 && (
        <div className="card empty">
          <Icon name={view === 'history' ? 'clock' : 'check'} />
          <h2>{text(view === 'history' ? 'history.empty' : 'list.empty')}</h2>
          <p>{text(view === 'history' ? 'history.empty.lead' : 'list.empty.lead')}</p>
        </div>
      )}
      <ul className="rows">
        {page?.rows.map((certificate) => (
          <Row key={certificate.documentId} certificate={certificate} />
        ))}
      </ul>
      {page?.hasMore && (
        <button type="button" className="button" onClick={() => setLimit(limit + PAGE)}>
          {text('more')}
        </button>
      )}
    </>
  );
};
