import type { Core } from '@strapi/strapi';

declare global {
  /** Loads a module outside jest's realm; see environment.cjs. */
  const nativeRequire: ((id: string) => unknown) & { cache: Record<string, unknown> };

  /** The global object outside jest's realm, where Strapi leaves itself and looks itself up. */
  const nativeGlobal: { process: NodeJS.Process; strapi?: Core.Strapi };

  /** Has something done after the suite's own `afterAll`, whether that worked or not. */
  function atSuiteEnd(cleanup: () => Promise<void>): void;
}
