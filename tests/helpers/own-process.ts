import type { EventEmitter } from 'node:events';
import path from 'node:path';
import type { Core } from '@strapi/strapi';

/*
 * Strapi takes the process for its own: it reads its environment, keeps things in modules and in a global, listens to its
 * signals. Here it is a guest, and has to leave the process as it found it.
 */
const { process } = nativeGlobal;

/**
 * Strapi and the plugin keep things at module level (the admin's hooks, for one), and count on one start in a process. A
 * second start must not find what the first has left, so it gets modules of its own; libraries stay as they are.
 */
export const forgetModules = () => {
  const repository = path.resolve(__dirname, '../..') + path.sep;
  for (const file of Object.keys(nativeRequire.cache)) {
    const isLibrary = file.includes(`${path.sep}node_modules${path.sep}`);
    const isStrapi = file.includes(`${path.sep}@strapi${path.sep}`);
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- that is how the cache of modules works
    if (isStrapi || (!isLibrary && file.startsWith(repository))) delete nativeRequire.cache[file];
  }
};

/** The playground reads its environment while it loads, and only then. */
export const withEnvironment = async <T>(env: Record<string, string>, act: () => Promise<T>): Promise<T> => {
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  try {
    return await act();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the environment takes no undefined
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
};

const EVENTS = ['SIGINT', 'SIGTERM', 'exit', 'uncaughtException', 'unhandledRejection', 'warning'];

/**
 * To be called before Strapi is made. The function that it gives destroys that Strapi, and takes along what it has added
 * to the process. Needed since `destroy` itself ends with `process.removeAllListeners()`, jest's own included, and since
 * one that fails to start beside another takes the other's place as the global `strapi`.
 */
export const takeTurn = () => {
  const emitter: EventEmitter = process;
  const listeners = new Map(EVENTS.map((event) => [event, emitter.listeners(event)]));
  const other = nativeGlobal.strapi;

  return async (strapi: Core.Strapi) => {
    const { removeAllListeners } = process;
    process.removeAllListeners = () => process;
    nativeGlobal.strapi = strapi;
    try {
      await strapi.destroy();
    } catch (error) {
      // Half destroyed is not gone: what would keep jest from ending goes at least.
      strapi.server.httpServer.close();
      await strapi.db.destroy();
      throw error;
    } finally {
      process.removeAllListeners = removeAllListeners;
      for (const event of EVENTS) {
        for (const listener of emitter.listeners(event)) {
          if (!listeners.get(event)?.includes(listener)) emitter.off(event, listener as () => void);
        }
      }
      nativeGlobal.strapi = other;
    }
  };
};
