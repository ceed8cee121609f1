import type { Core } from '@strapi/strapi';

import { createHostRows } from './host-rows';

/** A relation as host code writes it: an id, a document id, `{ id }`, `{ documentId }`, `{ set }`, `{ connect }`, or a list. */
export type RelationInput = unknown;

type Reference = { id: number } | { documentId: string };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const referenceOf = (value: unknown): Reference | null => {
  if (typeof value === 'number') return { id: value };
  if (typeof value === 'string') return /^\d{1,10}$/.test(value) ? { id: Number(value) } : { documentId: value };
  if (isRecord(value) && typeof value.documentId === 'string') return { documentId: value.documentId };
  if (isRecord(value) && (typeof value.id === 'number' || typeof value.id === 'string')) return referenceOf(value.id);
  return null;
};

/** Every reference that a relation input names; what it disconnects is not in it. */
const referencesOf = (input: RelationInput): Reference[] => {
  if (input === null || input === undefined) return [];
  if (Array.isArray(input)) return input.flatMap(referencesOf);
  if (isRecord(input) && ('set' in input || 'connect' in input)) {
    return [...referencesOf(input.set), ...referencesOf(input.connect)];
  }
  const reference = referenceOf(input);
  return reference ? [reference] : [];
};

/** Document ids of what a relation input names. Unknown ones are kept as they are, so that the rule can refuse them. */
export const documentIdsOf = async (strapi: Core.Strapi, uid: string, input: RelationInput): Promise<string[]> => {
  const rows = createHostRows(strapi, uid);
  const found: string[] = [];
  for (const reference of referencesOf(input)) {
    if ('documentId' in reference) {
      found.push(reference.documentId);
      continue;
    }
    found.push((await rows.documentIdOf(reference.id)) ?? `#${reference.id}`);
  }
  return found;
};
