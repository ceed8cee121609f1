import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

import type { CertificatesConfig } from '../config/types';
import { documentError } from '../domain/document-rules';
import { DomainError } from '../domain/errors';
import type { VirusScanner } from '../ports/virus-scanner';
import { createSlots } from './previews/slots';

export type AntivirusConfig = NonNullable<CertificatesConfig['documents']['antivirus']>;

/** Milliseconds for one document, from asking clamd to its answer. */
const SCAN_TIMEOUT = 60_000;
/**
 * Documents on their way to clamd at once: fewer than its own ten threads, and `clamscan` does not wait for a slow line,
 * so that up to this many may be in memory.
 */
const AT_ONCE = 4;

const requireHere = createRequire(import.meta.url);

/** What `clamscan` says of a stream; null: clamd gave no clear answer. */
interface Verdict {
  isInfected: boolean | null;
}

interface NodeClam {
  init(options: Record<string, unknown>): Promise<{ scanStream(stream: Readable): Promise<Verdict> }>;
}

const unavailable = () =>
  new DomainError('unavailable', 'antivirus_unavailable', 'The virus check is not available. Try again later.');

/** Talks to clamd alone: no programs of this machine, no test at start, no second way. */
const connect = (config: AntivirusConfig) => {
  const Clam = requireHere('clamscan') as new () => NodeClam;
  const where = 'socket' in config ? { socket: config.socket } : { host: config.host, port: config.port };
  return new Clam().init({
    clamscan: { active: false, path: null },
    clamdscan: {
      ...where,
      path: null,
      configFile: null,
      localFallback: false,
      bypassTest: true,
      timeout: SCAN_TIMEOUT,
    },
    preference: 'clamdscan',
  });
};

/**
 * Not by `passthrough()`, which writes the end of the stream past what is still on its way to clamd: the last part of a
 * document would go unchecked, and the answer would be "clean".
 */
const verdictOn = async (clam: Awaited<ReturnType<typeof connect>>, stream: Readable, milliseconds: number) => {
  const over = new AbortController();
  const late = setTimeout(milliseconds, null, { signal: over.signal }).catch(() => null);
  try {
    return await Promise.race([clam.scanStream(stream), late]);
  } finally {
    over.abort();
    stream.on('error', () => undefined).destroy();
  }
};

/**
 * Has documents checked by clamd (INSTREAM), streamed. It fails closed: whatever is no clear "clean" refuses the document.
 *
 * They are sent once they are whole, not while they come in: a client on a slow line would hold one of clamd's threads.
 */
export const createAntivirus = (config: AntivirusConfig, milliseconds = SCAN_TIMEOUT): VirusScanner => {
  const inSlot = createSlots(AT_ONCE, Infinity);
  let clam: ReturnType<typeof connect> | null = null;
  return {
    async assertClean(stream) {
      const verdict = await inSlot(async () => {
        clam ??= connect(config);
        return verdictOn(await clam, stream, milliseconds);
      }).catch(() => {
        clam = null;
        return null;
      });
      if (verdict?.isInfected === true) throw documentError.infected();
      if (verdict?.isInfected !== false) throw unavailable();
    },
  };
};
