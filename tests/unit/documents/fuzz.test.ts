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
import { brokenFile, createTally, inLanes, REFUSALS, type BrokenFile } from './broken-files';
import { chunked } from './memory-store';

/** `npm run fuzz` asks for many more. */
const COUNT = Number(process.env.FUZZ_COUNT ?? 200);
/** The long run has the machine to itself; beside other suites everything takes longer. */
const ANSWER_MS = COUNT > 1_000 ? 2_000 : PREVIEW_LIMITS.timeout;
const AT_ONCE = 2;

/** A document that is let in may still be one that nobody can show. */
const OUTCOMES = [...REFUSALS, 'accepted', 'shown', 'preview_failed'];

it(
  `${COUNT} broken files are each answered within ${ANSWER_MS / 1000} s, and leave nothing behind`,
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'certificates-fuzz-'));
    const store = createLocalStore({ directory });
    const previews = createPreviews({ store });
    const tally = createTally();
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();

    /** What a client would be told, and what staff would then see. */
    const offer = async ({ bytes, name }: BrokenFile): Promise<string> => {
      const incoming = {
        stream: chunked(bytes),
        declaredName: name,
        declaredMime: '',
        maxBytes: 10 * 1024 * 1024,
        store,
      };
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
      const file = brokenFile(index);
      const started = performance.now();
      const outcome = await offer(file).catch((error: unknown) => (isDomainError(error) ? error.code : String(error)));
      const ms = performance.now() - started;
      tally.add(file, outcome, ms);
      if (OUTCOMES.includes(outcome) && ms < ANSWER_MS) return;
      const kept = join(tmpdir(), `fuzz-${file.seed}-${file.name}`);
      writeFileSync(kept, file.bytes);
      throw new Error(`${kept}: ${outcome} after ${ms.toFixed(0)} ms`);
    };

    try {
      const failed = await inLanes(COUNT, AT_ONCE, one);
      const left = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      if (process.env.FUZZ_COUNT) tally.print(lag.max / 1e6);
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
