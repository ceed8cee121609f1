import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';

import type { DocumentFault, FaultyDocument, Findings, IntegrityReport } from '../../contracts';
import { isOwnKey } from '../documents/storage-key';
import { conflict, isDomainError } from '../domain/errors';
import type { StoredDocument } from '../ports/document-store';
import type { ShownDocument } from '../repositories/integrity';
import { breathe } from './batches';
import type { Dependencies } from './dependencies';
import type { Documents } from './documents';

/** Documents or keys that are looked at together. */
const BATCH = 200;
/** Rows that are compared together. */
const ROWS = 1_000;
/** Certificates that a report names for each kind of finding. */
const NAMED = 100;
/** Documents that are asked for at once. */
const AT_ONCE = 8;
const HOUR_MS = 60 * 60_000;
/** How long a file that nobody knows stays: whoever has restored the wrong backup may need it. */
const GRACE_MS = 7 * 24 * HOUR_MS;

const LEASE = 'document-orphans';

/** Whether store and database agree, and the janitor who clears up after a crash between the two. */
export const createIntegrity = (deps: Dependencies, documents: Documents) => {
  const { clock, integrity, integrityReports, leases, log, reconciliation, store } = deps;

  const before = (milliseconds: number) => new Date(clock.now().getTime() - milliseconds);
  /** Younger than this may be an upload under way. */
  const anHourAgo = () => before(HOUR_MS);

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

  /** Keys of files that no row knows, over an hour old, a batch at a time. Others may keep files there, too. */
  async function* orphans(): AsyncGenerator<string[], void, undefined> {
    if (!store.list) return;
    const written = anHourAgo();
    let keys = new Set<string>();
    for await (const { key, modifiedAt } of store.list()) {
      if (modifiedAt < written && isOwnKey(key)) keys.add(key);
      if (keys.size < BATCH) continue;
      yield await reconciliation.unknown([...keys]);
      keys = new Set();
    }
    if (keys.size > 0) yield await reconciliation.unknown([...keys]);
  }

  /** What nobody shows. Where the store cannot list what it has, only the register can tell of some. */
  const leftBehind = async (): Promise<Pick<IntegrityReport, 'leftovers' | 'orphans'>> => {
    const leftovers = await integrity.leftovers(anHourAgo());
    const noticed = await reconciliation.noticed();
    if (!store.list) return { leftovers: leftovers + noticed, orphans: null };
    let count = 0;
    for await (const keys of orphans()) count += keys.length;
    return { leftovers, orphans: noticed + count };
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
      ...(await leftBehind()),
    };
  };

  /** Goes through a table, some rows at a time. @returns how many it was about */
  const throughAll = async (
    step: (after: number, limit: number, at: Date) => Promise<{ last: number | null; count: number }>
  ): Promise<number> => {
    let total = 0;
    for (let after: number | null = 0; after !== null;) {
      const { last, count } = await step(after, ROWS, clock.now());
      total += count;
      after = last;
      await breathe();
    }
    return total;
  };

  /** Makes the register agree with the certificates, and notes files that neither of them knows. */
  const reconcile = async (): Promise<void> => {
    const registered = await throughAll(reconciliation.registerShown);
    if (registered > 0)
      log.warn(`certificates: ${registered} documents were unknown to the register, and are known now`);
    await throughAll(reconciliation.letStraysGo);
    for await (const keys of orphans()) await reconciliation.notice(keys, clock.now());
    const noticed = await reconciliation.noticed();
    if (noticed === 0) return;
    log.warn(
      `certificates: no certificate shows ${noticed} of the stored files; each is removed a week after it is noticed`
    );
  };

  let running = false;

  return {
    /**
     * Asks the store for every document that a certificate or its history shows. Changes nothing, and keeps its report.
     * @param options `checksums`: reads each document and holds it against the SHA-256 taken when it came
     * @throws DomainError 409 `busy` while another check is running on this server
     */
    async check({ checksums = false }: { checksums?: boolean } = {}): Promise<IntegrityReport> {
      if (running) throw conflict('busy', 'The documents are being checked already.');
      running = true;
      try {
        const report = await examine(checksums);
        await integrityReports.keep(report, clock.now());
        return report;
      } finally {
        running = false;
      }
    },

    /** The report of the last check, by whatever instance, with the instant of its end; null before the first. */
    lastReport: () => integrityReports.last(),

    /**
     * The janitor's pass: uploads that were never finished go, and files that were noticed a week ago. Once an hour it
     * makes the register agree with the certificates, and notices files that nobody knows, where the store can list them.
     * What a certificate shows is never touched, there or not.
     * @returns how many it removed
     */
    async clean(): Promise<number> {
      // Not given back: until it runs out, nobody needs to look again.
      if (await leases.acquire(LEASE, clock.now(), HOUR_MS)) await reconcile();
      return documents.removeReleased({ abandonedBefore: anHourAgo(), noticedBefore: before(GRACE_MS) });
    },
  };
};
