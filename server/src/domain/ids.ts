import { notFound } from './errors';

/** No id is longer. */
const MAX_ID_LENGTH = 64;

/** A document id as it came from outside. @throws DomainError 404 for what cannot be one */
export const parseId = (value: unknown): string => {
  const id = String(value);
  if (id.length > MAX_ID_LENGTH || id.includes('\0')) throw notFound('Document');
  return id;
};
