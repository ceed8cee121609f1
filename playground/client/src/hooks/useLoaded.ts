import { useCallback, useEffect, useState } from 'react';
import type { CertificatesError } from 'strapi-plugin-certificates/client';
import { useApi } from './useApi';

interface Loaded<T> {
  data?: T;
  error?: CertificatesError;
}

/**
 * Loads something now, when `load` changes, when the app is looked at again, and when a push message has brought news.
 * @param load must keep its identity (useCallback)
 */
export const useLoaded = <T>(load: (signal: AbortSignal) => Promise<T>) => {
  const { report } = useApi();
  const [loaded, setLoaded] = useState<Loaded<T> & { load?: unknown }>({});
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((number) => number + 1), []);

  useEffect(() => {
    const leave = new AbortController();
    load(leave.signal)
      .then((data) => setLoaded({ data, load }))
      .catch((reason: unknown) => {
        if (leave.signal.aborted) return;
        const error = report(reason);
        // What was there stays on the screen: an hour in the underground is no reason to see nothing.
        setLoaded((before) => ({ ...(before.load === load && { data: before.data }), error, load }));
      });
    return () => leave.abort();
  }, [load, report, turn]);

  useEffect(() => {
    const look = () => document.visibilityState === 'visible' && reload();
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    document.addEventListener('visibilitychange', look);
    window.addEventListener('online', reload);
    workers?.addEventListener('message', reload);
    return () => {
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', reload);
      workers?.removeEventListener('message', reload);
    };
  }, [reload]);

  const isCurrent = loaded.load === load;
  return { data: isCurrent ? loaded.data : undefined, error: isCurrent ? loaded.error : undefined, reload };
};
