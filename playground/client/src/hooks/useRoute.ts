import { useSyncExternalStore } from 'react';

export type Route =
  | { page: 'certificates'; view: 'current' | 'history' }
  | { page: 'certificate'; documentId: string }
  | { page: 'profile' };

/** Screens live behind the `#`, so that any web server can serve the app as a plain folder. */
export const hrefOf = (route: Route): string => {
  if (route.page === 'certificate') return `#/certificates/${encodeURIComponent(route.documentId)}`;
  if (route.page === 'profile') return '#/profile';
  return route.view === 'history' ? '#/history' : '#/certificates';
};

const parse = (hash: string): Route => {
  const [, page, documentId] = hash.split('/');
  if (page === 'certificates' && documentId) return { page: 'certificate', documentId: decodeURIComponent(documentId) };
  if (page === 'profile') return { page: 'profile' };
  return { page: 'certificates', view: page === 'history' ? 'history' : 'current' };
};

const subscribe = (onChange: () => void) => {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
};

export const useRoute = (): Route => parse(useSyncExternalStore(subscribe, () => window.location.hash));
