import * as React from 'react';
import { useBlocker } from 'react-router-dom';

import { useTranslate } from '../hooks/useTranslate';
import { Confirmation } from './Confirmation';

/** Asks people who leave a form with changes in it; those who close the tab are asked by the browser. */
export const UnsavedChanges = ({ isDirty, onLeave }: { isDirty: boolean; onLeave?: () => void }) => {
  const t = useTranslate();
  const blocker = useBlocker(
    ({ currentLocation: { pathname, search }, nextLocation }) =>
      isDirty && (pathname !== nextLocation.pathname || search !== nextLocation.search)
  );

  React.useEffect(() => {
    if (!isDirty) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isDirty]);

  if (blocker.state !== 'blocked') return null;
  return (
    <Confirmation
      title={t('unsaved.title')}
      confirmLabel={t('unsaved.leave')}
      danger
      onConfirm={async () => {
        onLeave?.();
        blocker.proceed();
      }}
      onClose={() => blocker.reset?.()}
    >
      {t('unsaved.explanation')}
    </Confirmation>
  );
};
