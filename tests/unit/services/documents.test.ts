import type { Dependencies } from '../../../server/src/services/dependencies';
import { createDocuments } from '../../../server/src/services/documents';
import { createMemoryStore } from '../documents/memory-store';

/** What is said at the start, where links are asked for of such a store. */
const saidOf = (store: object, delivery: string): string[] => {
  const said: string[] = [];
  const config = { documents: { delivery } };
  createDocuments({ config, store, log: { warn: (text: string) => said.push(text) } } as unknown as Dependencies);
  return said;
};

it('a store that makes no links is no reason for silence where links are configured', () => {
  const links = { ...createMemoryStore(), signedUrl: () => Promise.resolve('https://store.example/x') };
  expect(saidOf(createMemoryStore(), 'redirect')).toEqual([expect.stringContaining('documents.delivery')]);
  expect(saidOf(links, 'redirect')).toEqual([]);
  expect(saidOf(createMemoryStore(), 'stream')).toEqual([]);
});
