import { useEffect, useRef, useState } from 'react';
import { useCalendar } from '../hooks/useCalendar';
import { useWords } from '../i18n';
import { Icon } from './Icon';

/** The link, to be followed by a calendar app on this device or pasted into one elsewhere. */
const PrivateLink = ({ link }: { link: string }) => {
  const { text } = useWords();
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setIsCopied] = useState(false);

  // Whoever made it is taken to it.
  useEffect(() => field.current?.focus(), [link]);

  const copy = async () => {
    field.current?.select();
    // Where the browser forbids it, the link is selected at least.
    await navigator.clipboard.writeText(link).then(
      () => setIsCopied(true),
      () => setIsCopied(false)
    );
  };

  return (
    <>
      <div className="field">
        <label htmlFor="calendar-link">{text('calendar.link')}</label>
        <input
          id="calendar-link"
          ref={field}
          readOnly
          value={link}
          aria-describedby="calendar-hint"
          onFocus={(event) => event.target.select()}
        />
        <p className="hint" id="calendar-hint">
          {text('calendar.link.hint')}
        </p>
      </div>
      <div className="buttons">
        <a className="button primary" href={link.replace(/^https?:/, 'webcal:')}>
          {text('calendar.open')}
        </a>
        <button type="button" className="button" onClick={() => void copy()}>
          {text('calendar.copy')}
        </button>
      </div>
      <div role="status">{isCopied && <p className="hint">{text('calendar.copied')}</p>}</div>
    </>
  );
};

/** The validity dates in the client's own calendar. */
export const CalendarCard = () => {
  const { text, language, error: say } = useWords();
  const { link, hasEnded, failed, isBusy, make, end } = useCalendar(language);
  const [names, setNames] = useState(false);
  return (
    <section className="card">
      <h2>
        <Icon name="calendar" />
        {text('calendar.title')}
      </h2>
      <p>{text('calendar.lead')}</p>
      {link ? (
        <PrivateLink link={link} />
      ) : (
        <>
          <label className="check">
            <input type="checkbox" checked={names} onChange={(event) => setNames(event.target.checked)} />
            <span>
              {text('calendar.names')}
              <small>{text('calendar.names.hint')}</small>
            </span>
          </label>
          <button type="button" className="button primary" disabled={isBusy} onClick={() => void make(names)}>
            {text('calendar.make')}
          </button>
        </>
      )}
      <div role="status">{hasEnded && <p className="hint">{text('calendar.ended')}</p>}</div>
      {failed && (
        <p className="problem" role="alert">
          {say(failed)}
        </p>
      )}
      {!hasEnded && (
        <div>
          {!link && <p className="hint">{text('calendar.before')}</p>}
          <button type="button" className="button quiet" disabled={isBusy} onClick={() => void end()}>
            {text('calendar.end')}
          </button>
        </div>
      )}
    </section>
  );
};
