import type { Core } from '@strapi/strapi';

type Undo = () => unknown;

const undos = new WeakMap<Core.Strapi, Undo[]>();

/** Remembers how to take back something that outlives this Strapi instance or is still at work. */
export const onDestroy = (strapi: Core.Strapi, undo: Undo): void => {
  undos.set(strapi, [...(undos.get(strapi) ?? []), undo]);
};

export default async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  for (const undo of (undos.get(strapi) ?? []).reverse()) await undo();
};
