import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { CertificatesError, type Certificate, type Progress } from 'strapi-plugin-certificates/client';
import { useApi } from '../hooks/useApi';
import { useWords } from '../i18n';
import { FilePicker } from './FilePicker';

const MAX_NOTES = 400;

/** Which part of the form an error is about. */
const partOf = (code: string): 'file' | 'date' | 'notes' | 'form' => {
  if (code.startsWith('file_') || code === 'nothing') return 'file';
  if (code.startsWith('validity_')) return 'date';
  return code.startsWith('notes_') ? 'notes' : 'form';
};

interface Props {
  certificate: Certificate;
  onSaved: (certificate: Certificate) => void;
  onCancel?: () => void;
}

/** The document, its validity date and notes: sent together, or date and notes alone. */
export const UploadForm = ({ certificate, onSaved, onCancel }: Props) => {
  const { text, error: say } = useWords();
  const { certificates, report } = useApi();
  const form = useId();
  const [file, setFile] = useState<File | null>(null);
  const [validUntil, setValidUntil] = useState(certificate.validUntil ?? '');
  const [notes, setNotes] = useState(certificate.notes ?? '');
  const [progress, setProgress] = useState<Progress | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const sending = useRef<AbortController | null>(null);
  const busy = progress !== null;
  const count = [...notes].length;

  useEffect(() => () => sending.current?.abort(), []);

  const changes = {
    ...(certificate.expires && validUntil !== (certificate.validUntil ?? '') && { validUntil: validUntil || null }),
    ...(notes !== (certificate.notes ?? '') && { notes: notes || null }),
  };

  const send = (signal: AbortSignal): Promise<Certificate> => {
    if (!file) return certificates.update(certificate.documentId, changes, { signal });
    return certificates.upload(certificate.documentId, { file, ...changes }, { signal, onProgress: setProgress });
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!file && Object.keys(changes).length === 0) return setProblem('nothing');
    if (count > MAX_NOTES) return setProblem('notes_too_long');
    setProblem(null);
    setProgress({ loaded: 0, total: 1 });
    sending.current = new AbortController();
    const { signal } = sending.current;
    try {
      onSaved(await send(signal));
    } catch (error) {
      if (error instanceof CertificatesError) setProblem(report(error).code);
      else if (!signal.aborted) throw error;
    } finally {
      setProgress(null);
    }
  };

  const cancel = () => {
    if (busy) sending.current?.abort();
    else onCancel?.();
  };

  const part = problem && partOf(problem);
  const problemId = (name: string) => (part === name ? `${form}-problem` : undefined);
  const problemText = (name: string) =>
    problem !== null &&
    part === name && (
      <p className="problem" role="alert" id={problemId(name)}>
        {problem === 'nothing' ? text('form.nothing') : say({ code: problem })}
      </p>
    );
  const percent = progress ? Math.floor((100 * progress.loaded) / Math.max(progress.total, 1)) : 0;

  return (
    <form className="card upload" onSubmit={(event) => void submit(event)} noValidate>
      <h2>{text(certificate.document ? 'form.edit' : 'form.title')}</h2>
      <FilePicker file={file} onPick={setFile} disabled={busy} describedBy={problemId('file')} />
      {problemText('file')}

      {certificate.expires && (
        <div className="field">
          <label htmlFor={`${form}-date`}>{text('form.date')}</label>
          <input
            id={`${form}-date`}
            type="date"
            value={validUntil}
            disabled={busy}
            aria-invalid={part === 'date'}
            aria-describedby={problemId('date') ?? `${form}-date-hint`}
            onChange={({ target }) => setValidUntil(target.value)}
          />
          <p className="hint" id={`${form}-date-hint`}>
            {text('form.date.hint')}
          </p>
          {problemText('date')}
        </div>
      )}

      <div className="field">
        <label htmlFor={`${form}-notes`}>
          {text('form.notes')} <span className="optional">({text('form.optional')})</span>
        </label>
        <textarea
          id={`${form}-notes`}
          rows={3}
          value={notes}
          disabled={busy}
          aria-invalid={count > MAX_NOTES || part === 'notes'}
          aria-describedby={problemId('notes') ?? `${form}-count`}
          onChange={({ target }) => setNotes(target.value)}
        />
        <p className={count > MAX_NOTES ? 'hint over' : 'hint'} id={`${form}-count`}>
          {text('form.counter', { count, max: MAX_NOTES })}
        </p>
        {problemText('notes')}
      </div>

      {problemText('form')}
      {busy && file && (
        <div className="progress">
          <progress max={100} value={percent} aria-label={text('form.sending', { percent })} />
          <p className="hint" role="status">
            {text(percent < 100 ? 'form.sending' : 'form.checking', { percent })}
          </p>
        </div>
      )}
      <div className="actions">
        <button type="submit" className="button primary" disabled={busy}>
          {text(certificate.document ? 'form.update' : 'form.send')}
        </button>
        {(busy || onCancel) && (
          <button type="button" className="button" onClick={cancel}>
            {text('form.cancel')}
          </button>
        )}
      </div>
    </form>
  );
};
