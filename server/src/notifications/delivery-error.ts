/** Longest account of an error that is kept. */
const MAX_LENGTH = 500;

/** The word by which an error goes in logs: mail servers put addresses into their sentences, so those stay out. */
export const errorCode = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return 'unknown';
  const { code, responseCode, statusCode, name } = error as Record<string, unknown>;
  const word = [code, responseCode, statusCode, name].find((one) => typeof one === 'string' || typeof one === 'number');
  return String(word ?? 'unknown').slice(0, 60);
};

/** What staff read beside a failed notification: what the transport said, without anybody's address. */
export const errorText = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const said = message
    .replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '[address]')
    .replace(/\s+/g, ' ')
    .trim();
  return [...`${errorCode(error)}: ${said}`].slice(0, MAX_LENGTH).join('');
};
