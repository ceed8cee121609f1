/**
 * The word by which an unexpected error goes in logs. Its message stays out: databases put the values of a statement
 * into it, mail servers addresses, and both are people's.
 */
export const errorWord = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return 'unknown';
  const { code, responseCode, statusCode, name, cause } = error as Record<string, unknown>;
  // `fetch` says of all that fails the same, and puts what it was behind it; the codes of its time-outs are mere numbers.
  if (name === 'TimeoutError') return name;
  const behind = typeof cause === 'object' && cause !== null ? (cause as Record<string, unknown>).code : undefined;
  const word = [code, responseCode, statusCode, behind, name].find(
    (one) => typeof one === 'string' || typeof one === 'number'
  );
  return String(word ?? 'unknown').slice(0, 60);
};
