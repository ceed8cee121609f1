import { useCallback, useState } from 'react';
import { useApi } from './useApi';

/** Said once, and kept nowhere: whoever finds the link on this device could read the dates. */
export const useCalendar = (language: string) => {
  const { certificates, report } = useApi();
  const [link, setLink] = useState<string | null>(null);
  const [hasEnded, setHasEnded] = useState(false);
  const [failed, setFailed] = useState<ReturnType<typeof report> | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const attempt = useCallback(
    async (work: () => Promise<void>) => {
      setIsBusy(true);
      setFailed(null);
      try {
        await work();
      } catch (error) {
        setFailed(report(error));
      } finally {
        setIsBusy(false);
      }
    },
    [report]
  );

  const make = (names: boolean) =>
    attempt(async () => {
      const { url } = await certificates.calendar.create({ names, locale: language });
      setHasEnded(false);
      setLink(url);
    });

  const end = () =>
    attempt(async () => {
      await certificates.calendar.revoke();
      setLink(null);
      setHasEnded(true);
    });

  return { link, hasEnded, failed, isBusy, make, end };
};
