/**
 * The app without a connection, and what it is told by push. Answers of the API are never kept: they are private, and
 * stale ones would be wrong.
 */
const CACHE = 'shell-1';
const SCOPE = new URL(self.registration.scope);

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.add(new Request(SCOPE, { cache: 'reload' })))
      .then(() => self.skipWaiting())
  );
});

self.addEventListener('activate', (event) => {
  const forgetOthers = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(forgetOthers());
});

/** Takes from the network, and keeps it for the day when there is none. */
const fresh = async (request, key = request) => {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(key, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw error;
  }
};

/** Files that carry a hash in their name never change. */
const kept = async (request) => (await caches.match(request)) ?? fresh(request);

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== SCOPE.origin || !url.pathname.startsWith(SCOPE.pathname)) return;
  if (request.mode === 'navigate') event.respondWith(fresh(request, SCOPE.href));
  else if (url.pathname.includes('/assets/')) event.respondWith(kept(request));
  else event.respondWith(fresh(request));
});

const openWindows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true });

self.addEventListener('push', (event) => {
  const message = event.data?.json() ?? {};
  const show = async () => {
    await self.registration.showNotification(message.title || 'Certificates', {
      body: message.body,
      tag: message.tag,
      icon: new URL('icon-192.png', SCOPE).href,
      data: { certificates: message.data?.certificates ?? [] },
    });
    for (const client of await openWindows()) client.postMessage('news');
  };
  event.waitUntil(show());
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const [first, ...others] = event.notification.data?.certificates ?? [];
  const target = new URL(first && others.length === 0 ? `#/certificates/${first}` : '#/certificates', SCOPE).href;
  const open = async () => {
    const [window] = (await openWindows()).filter(({ url }) => url.startsWith(SCOPE.href));
    if (!window) return self.clients.openWindow(target);
    window.postMessage({ open: new URL(target).hash });
    return window.focus();
  };
  event.waitUntil(open());
});
