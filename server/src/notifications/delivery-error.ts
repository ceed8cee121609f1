import { errorWord } from '../domain/error-word';
import { PartlyDelivered } from './channel';
import { PushServiceError } from './push/post';

/** Longest account of an error that is kept. */
const MAX_LENGTH = 500;
/** Of what a transport said, no more is looked at. */
const MAX_SAID = 4_000;

const causeOf = (error: unknown): unknown => (error instanceof PartlyDelivered ? error.cause : error);

/** The word by which an error goes in logs. */
export const errorCode = (error: unknown): string => errorWord(causeOf(error));

/** How long the other side asked to be left alone, in milliseconds; null: it did not. */
export const retryAfterOf = (error: unknown): number | null => {
  const cause = causeOf(error);
  return cause instanceof PushServiceError ? cause.retryAfterMs : null;
};

/** What staff read beside a failed notification: what the transport said, without anybody's address. */
export const errorText = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const said = message
    .slice(0, MAX_SAID)
    .replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '[address]')
    .replace(/\s+/g, ' ')
    .trim();
  return [...`${errorCode(error)}: ${said}`].slice(0, MAX_LENGTH).join('');
};
