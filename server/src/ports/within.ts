/**
 * Waits for `work` for so many milliseconds; what it comes to later interests nobody, its failure included.
 * @param overdue what is thrown then
 * @throws Error with code `timeout`, unless `overdue` says otherwise
 */
export const within = async <T>(
  ms: number,
  work: Promise<T>,
  overdue: () => Error = () => Object.assign(new Error(`no answer in ${ms} ms`), { code: 'timeout' })
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(overdue()), ms);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
