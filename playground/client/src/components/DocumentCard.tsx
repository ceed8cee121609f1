import { useCallback, useEffect, useState } from 'react';
import type { Certificate } from 'strapi-plugin-certificates/client';
import { useApi } from '../hooks/useApi';
import { useLoaded } from '../hooks/useLoaded';
import { useWords } from '../i18n';
import { Icon } from './Icon';

const PreviewPicture = ({ certificate, name }: { certificate: Certificate; name: string }) => {
  const { text } = useWords();
  const { certificates } = useApi();
  const [url, setUrl] = useState<string>();
  const { documentId, uploadedAt } = certificate;
  const load = useCallback(
    // A replaced document is another picture under the same address.
    (signal: AbortSignal) => (uploadedAt ? certificates.preview(documentId, { signal }) : Promise.reject(new Error())),
    [certificates, documentId, uploadedAt]
  );
  const { data: blob, error } = useLoaded(load);

  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);

  if (error && !url) return <p className="preview none">{text('certificate.nopreview')}</p>;
  if (!url) return <div className="preview placeholder" />;
  return <img className="preview" src={url} alt={text('certificate.preview', { name })} />;
};

/** What was uploaded: a picture of it where there is one, and the document itself. */
export const DocumentCard = ({ certificate }: { certificate: Certificate }) => {
  const { text, size, error: say } = useWords();
  const { certificates, report } = useApi();
  const [problem, setProblem] = useState<string | null>(null);
  const { document: own } = certificate;
  if (!own) return null;

  const download = async () => {
    setProblem(null);
    try {
      const url = URL.createObjectURL(await certificates.document(certificate.documentId));
      const link = Object.assign(document.createElement('a'), { href: url, download: own.name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (error) {
      setProblem(say(report(error)));
    }
  };

  return (
    <section className="card document">
      <h2>{text('certificate.document')}</h2>
      {own.previewUrl ? (
        <PreviewPicture certificate={certificate} name={own.name} />
      ) : (
        <div className="preview sheet">
          <Icon name="document" />
          <span>{own.mime === 'application/pdf' ? 'PDF' : own.mime}</span>
        </div>
      )}
      <div className="document-line">
        <span className="chosen-name">
          {own.name}
          <small>{size(own.size)}</small>
        </span>
        <button type="button" className="button" onClick={() => void download()}>
          <Icon name="download" />
          {text('certificate.download')}
        </button>
      </div>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
};
