import { useCallback, useEffect, useRef, useState } from 'react';
import { Icon, type IconName } from './components/Icon';
import { ApiProvider } from './hooks/useApi';
import { hrefOf, useRoute, type Route } from './hooks/useRoute';
import { useWords } from './i18n';
import { CertificatePage } from './pages/CertificatePage';
import { CertificatesPage } from './pages/CertificatesPage';
import { ProfilePage } from './pages/ProfilePage';
import { SignInPage } from './pages/SignInPage';
import { storedSession, storeSession, type Session } from './session';

const Screen = ({ route, user }: { route: Route; user: Session['user'] }) => {
  if (route.page === 'certificate') return <CertificatePage key={route.documentId} documentId={route.documentId} />;
  if (route.page === 'profile') return <ProfilePage user={user} />;
  return <CertificatesPage key={route.view} view={route.view} />;
};

const Navigation = ({ route }: { route: Route }) => {
  const { text } = useWords();
  const entry = (target: Route, icon: IconName, label: string, isHere: boolean) => (
    <a href={hrefOf(target)} aria-current={isHere ? 'page' : undefined}>
      <Icon name={icon} />
      {label}
    </a>
  );
  return (
    <nav className="navigation" aria-label={text('app')}>
      {entry({ page: 'certificates', view: 'current' }, 'document', text('certificates'), route.page !== 'profile')}
      {entry({ page: 'profile' }, 'person', text('profile'), route.page === 'profile')}
    </nav>
  );
};

export const App = () => {
  const { text } = useWords();
  const route = useRoute();
  const [session, setSession] = useState(storedSession);
  const main = useRef<HTMLElement>(null);
  const path = hrefOf(route);
  const previous = useRef(path);

  const change = useCallback((next: Session | null) => {
    storeSession(next);
    setSession(next);
  }, []);
  const signOut = useCallback(() => change(null), [change]);

  // A screen reader begins where the new screen begins.
  useEffect(() => {
    document.title = text('app');
    if (previous.current === path) return;
    previous.current = path;
    window.scrollTo(0, 0);
    main.current?.focus();
  }, [path, text]);

  return (
    <>
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {text('skip')}
      </a>
      {session && (
        <header className="top">
          <span className="brand">
            <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" />
            {text('app')}
          </span>
          <Navigation route={route} />
        </header>
      )}
      <main id="main" tabIndex={-1} ref={main}>
        {session ? (
          <ApiProvider jwt={session.jwt} onSignedOut={signOut}>
            <Screen route={route} user={session.user} />
          </ApiProvider>
        ) : (
          <SignInPage onSignedIn={change} />
        )}
      </main>
    </>
  );
};
