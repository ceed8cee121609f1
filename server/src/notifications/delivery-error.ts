import { errorWord } from '../domain/error-word';
import { PartlyDelivered } from './channel';

/** Longest account of an error that is kept. */
const MAX_LENGTH = 500;

/** The word by which an error goes in logs. */
export const errorCode = (error: unknown): string => errorWord(error instanceof PartlyDelivered ? error.cause : error);

/** What staff read beside a failed notification: what the transport said, without anybody's address. */
export const errorText = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const said = message
    .replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '[address]')
    .replace(/\s+/g, ' ')
    .trim();
  return [...`${errorCode(error)}: ${said}`].slice(0, MAX_LENGTH).join('');
};
