import type { CertificatesClient } from 'strapi-plugin-certificates/client';

/** Which of the registered devices this one is: answers do not tell endpoints. */
const KEY = 'certificates.push';
/** Milliseconds that somebody who leaves waits for the server. */
const PATIENCE = 5000;

export const isSupported = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64url.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));

/** Whether the browser's subscription is for this server: its key may have been changed since. */
const isFor = ({ options }: PushSubscription, publicKey: string): boolean => {
  // Not every browser tells.
  if (!options.applicationServerKey) return true;
  const theirs = new Uint8Array(options.applicationServerKey);
  const ours = bytesOf(publicKey);
  return theirs.length === ours.length && ours.every((byte, at) => byte === theirs[at]);
};

const present = async (): Promise<PushSubscription | null> => {
  if (!isSupported()) return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
};

/** Whether messages reach this device: the person, the browser and the server must all agree. */
export const isOn = async (certificates: CertificatesClient, publicKey: string): Promise<boolean> => {
  if (Notification.permission !== 'granted') return false;
  const [subscription, devices] = await Promise.all([present(), certificates.push.list()]);
  const device = localStorage.getItem(KEY);
  return subscription !== null && isFor(subscription, publicKey) && devices.some((one) => one.documentId === device);
};

/** Subscribes in the browser, and tells the server. */
export const subscribe = async (certificates: CertificatesClient, publicKey: string, locale: string): Promise<void> => {
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  // A browser keeps to the key that it has subscribed with, and refuses another.
  if (before && !isFor(before, publicKey)) await before.unsubscribe();
  const subscription = await pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(publicKey),
  });
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh = '', auth = '' } = keys ?? {};
  const device = { driver: 'web-push' as const, endpoint, keys: { p256dh, auth }, locale };
  localStorage.setItem(KEY, (await certificates.push.subscribe(device)).documentId);
};

/**
 * Ends the messages to this device. The browser goes first: once it has unsubscribed nothing arrives any more, also where
 * the server is out of reach or the log-in no longer good; it learns that when it next tries.
 */
export const unsubscribe = async (certificates: CertificatesClient): Promise<void> => {
  const device = localStorage.getItem(KEY);
  localStorage.removeItem(KEY);
  await (await present())?.unsubscribe();
  if (!device) return;
  await certificates.push.remove(device, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => undefined);
};
