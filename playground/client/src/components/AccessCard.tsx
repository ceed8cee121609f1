import { useCallback, useId, useState } from 'react';
import type { AccessProblem } from 'strapi-plugin-certificates/client';
import { useApi } from '../hooks/useApi';
import { useLoaded } from '../hooks/useLoaded';
import { useWords } from '../i18n';
import { Notice } from './Notice';

const Problems = ({ problems }: { problems: AccessProblem[] }) => {
  const { text } = useWords();
  return (
    <ul className="problems">
      {problems.map(({ template, reason }) => (
        <li key={template.documentId}>
          <strong>{template.name}</strong>: {text(`access.reason.${reason}`)}
        </li>
      ))}
    </ul>
  );
};

/** Whether the client is in order, today or on another day, and what is missing if not. */
export const AccessCard = () => {
  const { text, day } = useWords();
  const { certificates } = useApi();
  const [on, setOn] = useState('');
  const field = useId();
  const load = useCallback(
    (signal: AbortSignal) => certificates.access(on ? { on } : {}, { signal }),
    [certificates, on]
  );
  const { data: access } = useLoaded(load);

  const answer = () => {
    if (!access) return <div className="notice plain placeholder" />;
    const { allowed, blocking, warnings } = access;
    const problems = [...blocking, ...warnings];
    const title = !allowed ? 'access.blocked' : problems.length > 0 ? 'access.warned' : 'access.ok';
    return (
      <Notice
        tone={!allowed ? 'bad' : problems.length > 0 ? 'soon' : 'good'}
        icon={!allowed || problems.length > 0 ? 'alert' : 'check'}
        title={
          <>
            {text(title)}
            {on && <span className="on-day"> · {text('access.on', { day: day(on) })}</span>}
          </>
        }
      >
        {problems.length > 0 ? <Problems problems={problems} /> : <p>{text('access.ok.lead')}</p>}
        {!allowed && <p>{text('access.blocked.lead')}</p>}
      </Notice>
    );
  };

  return (
    <section className="access">
      <div aria-live="polite">{answer()}</div>
      <details>
        <summary>{text('access.day')}</summary>
        <div className="field">
          <label htmlFor={field}>{text('access.day.label')}</label>
          <input id={field} type="date" value={on} onChange={({ target }) => setOn(target.value)} />
        </div>
      </details>
    </section>
  );
};
