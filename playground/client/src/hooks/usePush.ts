import { useCallback, useEffect, useState } from 'react';
import { CertificatesError } from 'strapi-plugin-certificates/client';
import { isOn, isSupported, subscribe, unsubscribe } from '../push';
import { useApi } from './useApi';

export type PushState = 'looking' | 'unsupported' | 'unavailable' | 'denied' | 'off' | 'on';

/** Web Push on this device. */
export const usePush = (language: string) => {
  const { certificates, report } = useApi();
  const [state, setState] = useState<PushState>('looking');
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const look = async (): Promise<PushState> => {
      if (!isSupported()) return 'unsupported';
      const { publicKey } = await certificates.push.setUp();
      if (!publicKey) return 'unavailable';
      if (Notification.permission === 'denied') return 'denied';
      return (await isOn(certificates, publicKey)) ? 'on' : 'off';
    };
    let left = false;
    look()
      .then((found) => !left && setState(found))
      .catch((error: unknown) => {
        if (left) return;
        // What the browser itself refuses says nothing about the log-in.
        if (error instanceof CertificatesError) report(error);
        setState('unavailable');
      });
    return () => {
      left = true;
    };
  }, [certificates, report]);

  const turnOn = useCallback(async () => {
    setFailed(false);
    // Asked first, while the click still counts as one.
    if ((await Notification.requestPermission()) !== 'granted') return setState('denied');
    try {
      const { publicKey } = await certificates.push.setUp();
      if (!publicKey) return setState('unavailable');
      await subscribe(certificates, publicKey, language);
      setState('on');
    } catch {
      setFailed(true);
    }
  }, [certificates, language]);

  const turnOff = useCallback(async () => {
    setFailed(false);
    try {
      await unsubscribe(certificates);
      setState('off');
    } catch {
      setFailed(true);
    }
  }, [certificates]);

  return { state, failed, turnOn, turnOff };
};
