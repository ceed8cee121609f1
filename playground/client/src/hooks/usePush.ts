import { useCallback, useEffect, useState } from 'react';
import { CertificatesError } from 'strapi-plugin-certificates/client';
import { useApi } from './useApi';

export type PushState = 'looking' | 'unsupported' | 'unavailable' | 'denied' | 'off' | 'on';

/** Which of the registered devices this one is: answers do not tell endpoints. */
const KEY = 'certificates.push';

const isSupported = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64url.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));

/** Web Push on this device. */
export const usePush = (language: string) => {
  const { certificates } = useApi();
  const [state, setState] = useState<PushState>('looking');
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const look = async (): Promise<PushState> => {
      if (!isSupported()) return 'unsupported';
      const [{ publicKey }, devices] = await Promise.all([certificates.push.setUp(), certificates.push.list()]);
      if (!publicKey) return 'unavailable';
      if (Notification.permission === 'denied') return 'denied';
      return devices.some(({ documentId }) => documentId === localStorage.getItem(KEY)) ? 'on' : 'off';
    };
    let left = false;
    look()
      .then((found) => !left && setState(found))
      .catch(() => !left && setState('unavailable'));
    return () => {
      left = true;
    };
  }, [certificates]);

  const turnOn = useCallback(async () => {
    setFailed(false);
    // Asked first, while the click still counts as one.
    if ((await Notification.requestPermission()) !== 'granted') return setState('denied');
    try {
      const { publicKey } = await certificates.push.setUp();
      if (!publicKey) return setState('unavailable');
      const { pushManager } = await navigator.serviceWorker.ready;
      const subscription = await pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: bytesOf(publicKey),
      });
      const { endpoint, keys } = subscription.toJSON();
      const { p256dh = '', auth = '' } = keys ?? {};
      const device = { driver: 'web-push' as const, endpoint, keys: { p256dh, auth }, locale: language };
      localStorage.setItem(KEY, (await certificates.push.subscribe(device)).documentId);
      setState('on');
    } catch {
      setFailed(true);
    }
  }, [certificates, language]);

  const turnOff = useCallback(async () => {
    setFailed(false);
    try {
      await certificates.push.remove(localStorage.getItem(KEY) ?? '');
    } catch (error) {
      if (!(error instanceof CertificatesError) || error.status !== 404) return setFailed(true);
    }
    localStorage.removeItem(KEY);
    const { pushManager } = await navigator.serviceWorker.ready;
    await (await pushManager.getSubscription())?.unsubscribe();
    setState('off');
  }, [certificates]);

  return { state, failed, turnOn, turnOff };
};
