import { DomainError } from '../../domain/errors';

export const previewBusy = (): DomainError =>
  new DomainError('unavailable', 'preview_busy', 'Too many previews are being made. Try again in a moment.');

/** Runs so many tasks at once, lets so many wait, and turns the rest away. */
export const createSlots = (concurrency: number, maxWaiting: number) => {
  let running = 0;
  const waiting: Array<() => void> = [];

  const enter = async (): Promise<void> => {
    if (running < concurrency) {
      running += 1;
      return;
    }
    if (waiting.length >= maxWaiting) {
      throw previewBusy();
    }
    // Whoever leaves hands over the slot, so `running` stays as it is.
    await new Promise<void>((resolve) => waiting.push(resolve));
  };

  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };

  /** @throws DomainError `preview_busy`, or what the task throws */
  return async <T>(task: () => Promise<T>): Promise<T> => {
    await enter();
    try {
      return await task();
    } finally {
      leave();
    }
  };
};
