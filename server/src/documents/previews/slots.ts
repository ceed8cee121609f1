import { DomainError } from '../../domain/errors';
import { createTurns } from '../turns';

export const previewBusy = (): DomainError =>
  new DomainError('unavailable', 'preview_busy', 'Too many previews are being made. Try again in a moment.');

/** Runs so many tasks at once, lets so many wait, and turns the rest away. */
export const createSlots = (concurrency: number, maxWaiting: number) => {
  const turns = createTurns(concurrency);
  let inside = 0;

  /** @throws DomainError `preview_busy`, or what the task throws */
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (inside >= concurrency + maxWaiting) throw previewBusy();
    inside += 1;
    const turn = turns.take();
    try {
      await turn.come;
      return await task();
    } finally {
      inside -= 1;
      turn.leave();
    }
  };
};
