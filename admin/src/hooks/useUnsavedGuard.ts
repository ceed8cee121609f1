import * as React from 'react';
import { useBlocker } from 'react-router-dom';

/** Holds people back who leave a form with changes in it: in the panel by `blocker`, from the tab by the browser. */
export const useUnsavedGuard = (dirty: boolean) => {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname
  );
  React.useEffect(() => {
    if (!dirty) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);
  return blocker;
};
