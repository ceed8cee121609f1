interface WaitOptions {
  /** Milliseconds; only what fails takes so long, so it allows for a busy machine. */
  timeout?: number;
  /** Milliseconds between two looks. */
  interval?: number;
  /** What is waited for, for the message of a failure. */
  what?: string;
}

/**
 * Looks again and again until `probe` gives something truthy, and gives that.
 *
 * @throws after `timeout`; with the probe's own last error, if it threw
 */
export const waitUntil = async <T>(
  probe: () => T | Promise<T>,
  { timeout = 20_000, interval = 20, what = 'the condition' }: WaitOptions = {}
): Promise<NonNullable<T>> => {
  const end = performance.now() + timeout;
  for (;;) {
    let failure: Error | undefined;
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      failure = error as Error;
    }
    if (performance.now() > end) throw failure ?? new Error(`Waited ${timeout} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
};
