import { CalendarCard } from '../components/CalendarCard';
import { Icon } from '../components/Icon';
import { LanguageField } from '../components/LanguageField';
import { useApi } from '../hooks/useApi';
import { usePush } from '../hooks/usePush';
import { hrefOf } from '../hooks/useRoute';
import { useWords } from '../i18n';
import type { Session } from '../session';

const Push = () => {
  const { text, language } = useWords();
  const { state, failed, turnOn, turnOff } = usePush(language);
  return (
    <section className="card">
      <h2>
        <Icon name="bell" />
        {text('push.title')}
      </h2>
      <p>{text('push.lead')}</p>
      <div role="status">
        {state === 'on' && <p className="badge good">{text('push.is.on')}</p>}
        {(state === 'denied' || state === 'unsupported' || state === 'unavailable') && (
          <p className="hint">{text(`push.${state}`)}</p>
        )}
      </div>
      {failed && (
        <p className="problem" role="alert">
          {text('push.failed')}
        </p>
      )}
      {state === 'off' && (
        <button type="button" className="button primary" onClick={() => void turnOn()}>
          {text('push.on')}
        </button>
      )}
      {state === 'on' && (
        <button type="button" className="button" onClick={() => void turnOff()}>
          {text('push.off')}
        </button>
      )}
    </section>
  );
};

export const ProfilePage = ({ user }: { user: Session['user'] }) => {
  const { text } = useWords();
  const { leave } = useApi();

  return (
    <>
      <h1 tabIndex={-1}>{text('profile')}</h1>
      <div className="card person">
        <span className="avatar" aria-hidden="true">
          {[...user.username][0]?.toUpperCase()}
        </span>
        <span className="chosen-name">
          {user.username}
          <small>{user.email}</small>
        </span>
      </div>
      <a className="card row link" href={hrefOf({ page: 'certificates', view: 'current' })}>
        <Icon name="document" />
        <span className="row-name">{text('certificates')}</span>
        <Icon name="next" />
      </a>
      <Push />
      <CalendarCard />
      <section className="card">
        <LanguageField />
      </section>
      <button type="button" className="button wide" onClick={() => void leave()}>
        {text('signout')}
      </button>
    </>
  );
};
