export {};

declare global {
  /** Loads a module outside jest's realm; see environment.cjs. */
  function nativeRequire(id: string): unknown;
}
