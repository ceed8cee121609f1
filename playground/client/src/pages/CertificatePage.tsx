import { useCallback, useEffect, useRef, useState } from 'react';
import type { Certificate } from 'strapi-plugin-certificates/client';
import { DocumentCard } from '../components/DocumentCard';
import { Icon } from '../components/Icon';
import { Notice, Pending } from '../components/Notice';
import { StateBadge } from '../components/StateBadge';
import { UploadForm } from '../components/UploadForm';
import { Validity } from '../components/Validity';
import { useApi } from '../hooks/useApi';
import { useLoaded } from '../hooks/useLoaded';
import { hrefOf } from '../hooks/useRoute';
import { useWords } from '../i18n';

const Details = ({ certificate }: { certificate: Certificate }) => {
  const { text, instant } = useWords();
  const { issuedAt, uploadedAt, uploadedBy, approvedAt, archivedAt, notes } = certificate;
  const uploaded = uploadedBy === 'staff' ? 'certificate.uploaded.staff' : 'certificate.uploaded';
  const dates = [
    ['certificate.issued', issuedAt],
    [uploaded, uploadedAt],
    ['certificate.approved', approvedAt],
    ['certificate.archived', archivedAt],
  ] as const;
  return (
    <section className="card">
      <h2>{text('certificate.details')}</h2>
      <dl>
        {dates.map(
          ([name, at]) =>
            at && (
              <div key={name}>
                <dt>{text(name)}</dt>
                <dd>{instant(at)}</dd>
              </div>
            )
        )}
        {notes && (
          <div>
            <dt>{text('form.notes')}</dt>
            <dd className="notes">{notes}</dd>
          </div>
        )}
      </dl>
    </section>
  );
};

const Rejection = ({ rejection }: { rejection: NonNullable<Certificate['rejection']> }) => {
  const { text } = useWords();
  return (
    <Notice tone="bad" icon="alert" title={text('certificate.rejected')}>
      <p>{text(`reason.${rejection.reason}`)}</p>
      {rejection.comment && <blockquote>{rejection.comment}</blockquote>}
      <p>{text('certificate.rejected.lead')}</p>
    </Notice>
  );
};

/** One certificate: its state, why it was sent back, what was uploaded, and the form as long as it may be changed. */
export const CertificatePage = ({ documentId }: { documentId: string }) => {
  const { text } = useWords();
  const { certificates } = useApi();
  const load = useCallback(
    (signal: AbortSignal) => certificates.one(documentId, { signal }),
    [certificates, documentId]
  );
  const { data: certificate, error, reload } = useLoaded(load);
  const [editing, setEditing] = useState(false);
  const [saved, setSaved] = useState<'form.sent' | 'form.saved' | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    if (saved) heading.current?.focus();
  }, [saved]);

  const onSaved = ({ state }: Certificate) => {
    setSaved(state === 'missing_info' ? 'form.saved' : 'form.sent');
    setEditing(false);
    reload();
  };

  const body = (found: Certificate) => {
    const { name, state, template, rejection, editable } = found;
    const open = editable && (editing || state === 'missing_info');
    return (
      <>
        <h1 tabIndex={-1} ref={heading}>
          {name}
        </h1>
        <p className="headline">
          <StateBadge state={state} />
          <span>
            <Validity certificate={found} />
          </span>
        </p>
        <div role="status">{saved && <Notice tone="good" icon="check" title={text(saved)} />}</div>
        {rejection && <Rejection rejection={rejection} />}
        {state === 'pending_approval' && !saved && (
          <Notice tone="waiting" icon="clock">
            <p>{text('certificate.waiting')}</p>
          </Notice>
        )}
        <div className="columns">
          <div>
            {template?.instructions && editable && (
              <section className="card instructions">
                <h2>{text('certificate.instructions')}</h2>
                <p>{template.instructions}</p>
              </section>
            )}
            {open && (
              // Made anew after each save, so that it starts from what the server has.
              <UploadForm
                key={`${found.uploadedAt}/${found.validUntil}/${found.notes}`}
                certificate={found}
                onSaved={onSaved}
                onCancel={editing ? () => setEditing(false) : undefined}
              />
            )}
            {editable && !open && (
              <button
                type="button"
                className="button primary wide"
                onClick={() => {
                  setSaved(null);
                  setEditing(true);
                }}
              >
                {text('certificate.edit')}
              </button>
            )}
            <Details certificate={found} />
          </div>
          <DocumentCard certificate={found} />
        </div>
      </>
    );
  };

  return (
    <>
      <a
        className="crumb"
        href={hrefOf({ page: 'certificates', view: certificate?.archivedAt ? 'history' : 'current' })}
      >
        <Icon name="back" />
        {text(certificate?.archivedAt ? 'history' : 'certificates')}
      </a>
      {certificate && body(certificate)}
      {(!certificate || error) && <Pending error={error} onRetry={reload} />}
    </>
  );
};
