/**
 * The word by which an unexpected error goes in logs. Its message stays out: databases put the values of a statement
 * into it, mail servers addresses, and both are people's.
 */
export const errorWord = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return 'unknown';
  const { code, responseCode, statusCode, name } = error as Record<string, unknown>;
  const word = [code, responseCode, statusCode, name].find((one) => typeof one === 'string' || typeof one === 'number');
  return String(word ?? 'unknown').slice(0, 60);
};
