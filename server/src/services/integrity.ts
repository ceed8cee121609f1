import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';

import type { DocumentFault, FaultyDocument, Findings, IntegrityReport } from '../../contracts';
import { conflict, isDomainError } from '../domain/errors';
import type { StoredDocument } from '../ports/document-store';
import type { ShownDocument } from '../repositories/integrity';
import { breathe } from './batches';
import type { Dependencies } from './dependencies';
import type { Documents } from './documents';

/** Rows or keys that are looked at together. */
const BATCH = 200;
/** Certificates that a report names for each kind of finding. */
const NAMED = 100;
/** Documents that are asked for at once. */
const AT_ONCE = 8;
const HOUR_MS = 60 * 60_000;

const ORPHANS_LEASE = 'document-orphans';

/** Whether store and database agree, and the janitor who clears up after a crash between the two. */
export const createIntegrity = (deps: Dependencies, documents: Documents) => {
  const { clock, integrity, leases, log, store } = deps;

  /** Younger than this may be an upload under way. */
  const anHourAgo = () => new Date(clock.now().getTime() - HOUR_MS);

  /** @returns the SHA-256 of what the store gives; null where only its being there was asked */
  const read = async (document: StoredDocument, checksums: boolean): Promise<string | null> => {
    const stream = await store.open(document);
    if (!checksums) {
      stream.on('error', () => undefined).destroy();
      return null;
    }
    const hash = createHash('sha256');
    await pipeline(stream, hash);
    return hash.digest('hex');
  };

  const faultOf = async (document: ShownDocument, checksums: boolean): Promise<DocumentFault | null> => {
    try {
      const found = await read(document, checksums);
      return found === null || found === document.sha256 ? null : 'mismatched';
    } catch (error) {
      const isMissing = isDomainError(error) && error.code === 'document_missing';
      return isMissing ? 'missing' : 'unreadable';
    }
  };

  /** Keys of files that no row knows, over an hour old, a batch at a time. */
  async function* orphans(): AsyncGenerator<string[], void, undefined> {
    if (!store.list) return;
    const before = anHourAgo();
    let keys = new Set<string>();
    for await (const { key, modifiedAt } of store.list()) {
      if (modifiedAt < before) keys.add(key);
      if (keys.size < BATCH) continue;
      yield await integrity.unknown([...keys]);
      keys = new Set();
    }
    if (keys.size > 0) yield await integrity.unknown([...keys]);
  }

  const countOrphans = async (): Promise<number | null> => {
    if (!store.list) return null;
    let count = 0;
    for await (const keys of orphans()) count += keys.length;
    return count;
  };

  const add = (findings: Findings, found: FaultyDocument): void => {
    findings.total += 1;
    if (findings.certificates.length < NAMED) findings.certificates.push(found);
  };

  const examine = async (checksums: boolean): Promise<IntegrityReport> => {
    const none = (): Findings => ({ total: 0, certificates: [] });
    const found = { missing: none(), mismatched: none(), unreadable: none() };
    const lost = await integrity.unregistered(NAMED);
    found.missing.total = lost.total;
    found.missing.certificates = lost.certificates.map((one) => ({ ...one, shown: 'current' }));
    let count = lost.total;

    const look = async (document: ShownDocument): Promise<void> => {
      const fault = await faultOf(document, checksums);
      // One that was replaced or erased while it was being looked at is no finding.
      if (fault === null || !(await integrity.isShown(document.key))) return;
      add(found[fault], { ...document.certificate, shown: document.isCurrent ? 'current' : 'sent_back' });
    };

    for (let rows = await integrity.shownAfter(0, BATCH); rows.length > 0;) {
      count += rows.length;
      for (let start = 0; start < rows.length; start += AT_ONCE) {
        await Promise.all(rows.slice(start, start + AT_ONCE).map(look));
      }
      await breathe();
      rows = await integrity.shownAfter(rows.at(-1)?.id ?? 0, BATCH);
    }
    return {
      documents: count,
      checksums,
      ...found,
      leftovers: await integrity.leftovers(anHourAgo()),
      orphans: await countOrphans(),
    };
  };

  const removeOrphans = async (): Promise<number> => {
    let removed = 0;
    for await (const keys of orphans()) {
      for (const key of keys) await store.remove({ key, descriptor: {} });
      removed += keys.length;
      await breathe();
    }
    return removed;
  };

  let running = false;

  return {
    /**
     * Asks the store for every document that a certificate or its history shows. Changes nothing.
     * @param options `checksums`: reads each document and holds it against the SHA-256 taken when it came
     * @throws DomainError 409 `busy` while another check is running on this server
     */
    async check({ checksums = false }: { checksums?: boolean } = {}): Promise<IntegrityReport> {
      if (running) throw conflict('busy', 'The documents are being checked already.');
      running = true;
      try {
        return await examine(checksums);
      } finally {
        running = false;
      }
    },

    /**
     * The janitor's pass: uploads that were never finished go, and, once an hour, files that the database does not know,
     * where the store can list them. What the database shows is never touched, there or not.
     * @returns how many it removed, or tried to
     */
    async clean(): Promise<number> {
      const abandoned = await documents.removeReleased(anHourAgo());
      // Not given back: until it runs out, nobody needs to look again.
      const isTurn = store.list && (await leases.acquire(ORPHANS_LEASE, clock.now(), HOUR_MS));
      if (!isTurn) return abandoned;
      const removed = await removeOrphans();
      if (removed > 0) log.warn(`certificates: ${removed} files without a certificate were removed`);
      return abandoned + removed;
    },
  };
};

export type Integrity = ReturnType<typeof createIntegrity>;
