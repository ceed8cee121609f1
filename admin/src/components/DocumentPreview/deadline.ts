/** A browser draws nothing in a tab that nobody sees; there, time does not count. */
const mayBeWaiting = () => document.hidden;

/**
 * What comes of some work, or a failure once it takes too long.
 * @param limit milliseconds in front of somebody's eyes
 * @throws DeadlineError after that; the work itself is the caller's to end
 */
export const within = async <T>(limit: number, work: Promise<T>): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const wait = () => {
      timer = setTimeout(() => (mayBeWaiting() ? wait() : reject(new DeadlineError())), limit);
    };
    wait();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

export class DeadlineError extends Error {
  override name = 'DeadlineError';
}
