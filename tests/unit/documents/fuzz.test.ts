import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { buffer } from 'node:stream/consumers';

import { isDomainError } from '../../../server/src/domain/errors';
import { createLocalStore } from '../../../server/src/documents/local-store';
import { createPreviews } from '../../../server/src/documents/previews/create-previews';
import { PREVIEW_LIMITS } from '../../../server/src/documents/previews/limits';
import { receiveDocument } from '../../../server/src/documents/receive-document';
import { fixture } from './build-files';
import { chunked } from './memory-store';
import { mutate, numbersFrom, withChecksums } from './mutate';

/** `npm run fuzz` asks for many more, and for others. */
const COUNT = Number(process.env.FUZZ_COUNT ?? 200);
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_110);
/** The long run has the machine to itself; beside other suites everything takes longer. */
const ANSWER_MS = COUNT > 1_000 ? 2_000 : PREVIEW_LIMITS.timeout;
const AT_ONCE = 2;

const ORIGINALS = ['photo.heic', 'signed.pdf', 'scan.png', 'photo-gps-rotated.jpg'] as const;

const REFUSALS = ['file_empty', 'file_type', 'file_broken', 'file_encrypted', 'file_active', 'file_polyglot'];
/** A document that is let in may still be one that nobody can show. */
const OUTCOMES = [...REFUSALS, 'accepted', 'shown', 'preview_failed'];

it(
  `${COUNT} broken files are each answered within ${ANSWER_MS / 1000} s, and leave nothing behind`,
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'certificates-fuzz-'));
    const store = createLocalStore({ directory });
    const previews = createPreviews({ store });
    const originals = ORIGINALS.map((name) => ({ name, bytes: fixture(name) }));
    const counts: Record<string, Record<string, number>> = {};
    const slowest = { ms: 0, file: '' };
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();

    /** What a client would be told, and what staff would then see. */
    const offer = async (bytes: Buffer, declaredName: string): Promise<string> => {
      const incoming = { stream: chunked(bytes), declaredName, declaredMime: '', maxBytes: 10 * 1024 * 1024, store };
      const { stored, mime, size } = await receiveDocument(incoming, { activePdf: 'refuse' });
      try {
        if (!previews.has(mime)) return 'accepted';
        await buffer((await previews.of({ stored, mime, size })).stream);
        return 'shown';
      } finally {
        await store.remove(stored);
      }
    };

    const one = async (index: number): Promise<void> => {
      const { name, bytes } = originals[index % originals.length] as (typeof originals)[number];
      const mutated = mutate(bytes, numbersFrom(SEED + index));
      const broken = name.endsWith('.png') && index % 8 < 4 ? withChecksums(mutated) : mutated;
      const started = performance.now();
      const outcome = await offer(broken, name).catch((error: unknown) =>
        isDomainError(error) ? error.code : String(error)
      );
      const ms = performance.now() - started;
      if (ms > slowest.ms) Object.assign(slowest, { ms, file: `${name}, seed ${SEED + index}` });
      const kind = (counts[name] ??= {});
      kind[outcome] = (kind[outcome] ?? 0) + 1;
      if (OUTCOMES.includes(outcome) && ms < ANSWER_MS) return;
      const kept = join(tmpdir(), `fuzz-${SEED + index}-${name}`);
      writeFileSync(kept, broken);
      throw new Error(`${kept}: ${outcome} after ${ms.toFixed(0)} ms`);
    };

    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < COUNT) await one(next++);
    };
    try {
      // All lanes come to their end, so that nothing is written into a folder that is gone.
      const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
      const failed = lanes.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
      const left = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      if (process.env.FUZZ_COUNT) {
        const milliseconds = (ns: number) => `${(ns / 1e6).toFixed(0)} ms`;
        process.stdout.write(`${JSON.stringify(counts, null, 2)}\n`);
        process.stdout.write(`slowest: ${slowest.ms.toFixed(0)} ms (${slowest.file})\n`);
        process.stdout.write(`event loop held up: ${milliseconds(lag.max)} at most\n`);
      }
      expect(failed).toEqual([]);
      expect(left.map(({ name }) => name)).toEqual([]);
    } finally {
      lag.disable();
      previews.close();
      rmSync(directory, { recursive: true, force: true });
    }
  },
  // Generous: it is the single answer that must not take long.
  COUNT * 1_000 + 30_000
);
