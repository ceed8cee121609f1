import { errorWord } from '../domain/error-word';

/** Longest account of an error that is kept. */
const MAX_LENGTH = 500;

export { errorWord as errorCode } from '../domain/error-word';

/** What staff read beside a failed notification: what the transport said, without anybody's address. */
export const errorText = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const said = message
    .replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '[address]')
    .replace(/\s+/g, ' ')
    .trim();
  return [...`${errorWord(error)}: ${said}`].slice(0, MAX_LENGTH).join('');
};
