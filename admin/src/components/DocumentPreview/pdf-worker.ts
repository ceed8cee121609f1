import { PLUGIN_ID } from '../../plugin-id';

/** Milliseconds in which a worker has to say that it is there. */
const START_LIMIT = 15_000;

/** Where the server has pdf.js's worker. It has the version that it was installed with, and no other. */
const addressOf = (version: string): string => {
  const { backendURL } = (window as unknown as { strapi: { backendURL: string } }).strapi;
  return `${backendURL}/${PLUGIN_ID}/assets/pdf-worker/${version}.mjs`;
};

/**
 * Starts a worker for one document: one that hangs is ended, and takes nothing else with it.
 * @param version of pdf.js
 * @returns null where there can be none: a server on another origin, one built with another version, or a proxy between
 */
export const startWorker = async (version: string): Promise<Worker | null> => {
  let worker: Worker;
  try {
    worker = new Worker(addressOf(version), { type: 'module' });
  } catch {
    return null;
  }
  const isReady = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), START_LIMIT);
    const settle = (result: boolean) => () => {
      clearTimeout(timer);
      resolve(result);
    };
    // pdf.js speaks first.
    worker.addEventListener('message', settle(true), { once: true });
    worker.addEventListener('error', settle(false), { once: true });
  });
  if (isReady) return worker;
  worker.terminate();
  return null;
};
