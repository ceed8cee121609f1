import fc from 'fast-check';
import { PdfSpotter } from '../../../server/src/documents/structure/pdf/spotter';
import { ACTIVE_NAMES, decodeName } from '../../../server/src/documents/structure/pdf/syntax';

interface Spotted {
  active: string | null;
  objectStreams: number;
}

const TOKEN = /\/[^\0\t\n\f\r ()<>[\]{}/%]*|[^\0\t\n\f\r ()<>[\]{}/%]+|[^]/g;

/** What the spotter is to find, said in the simplest way: all of it, token by token. */
const model = (text: string): Spotted => {
  const found: Spotted = { active: null, objectStreams: 0 };
  let [isInObject, hasFirst, expectsAction, inComment] = [false, false, false, false];
  for (const token of text.match(TOKEN) ?? []) {
    if (inComment) {
      // Reading goes on behind the line, wherever in it a token seemed to begin.
      inComment = !/^[\r\n]/.test(token);
    } else if (token.startsWith('/')) {
      const name = decodeName(token.slice(1));
      if (expectsAction && ACTIVE_NAMES.has(name)) found.active ??= name;
      expectsAction = name === 'S';
      hasFirst ||= isInObject && name === 'First';
    } else if (/^[\0\t\n\f\r ]$/.test(token)) {
      continue;
    } else if (/^[()<>[\]{}%]$/.test(token)) {
      inComment = expectsAction && token === '%';
      if (!inComment) expectsAction = false;
    } else {
      expectsAction = false;
      if (token.endsWith('obj')) {
        isInObject = !token.endsWith('endobj');
        expectsAction = isInObject;
        hasFirst = false;
      } else if (hasFirst && token.endsWith('stream')) {
        found.objectStreams += 1;
        [isInObject, hasFirst] = [false, false];
      }
    }
  }
  return found;
};

const spotted = (text: string, sizes: number[]): Spotted => {
  const spotter = new PdfSpotter();
  const bytes = Buffer.from(`${text}\n`, 'latin1');
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] as number;
    spotter.push(bytes.subarray(at, at + size));
    at += size;
  }
  return { active: spotter.active, objectStreams: spotter.objectStreams };
};

const words = ['1 0 obj', '\n2 0obj<<', 'endobj', 'xendobj', 'stream\r\n', 'endstream', 'objects', 'streams', 'j', 'm'];
const first = ['/First', '/Fi#72st', '/#46#69#72#73#74', '/First1', '/F#6Arst', '/Firs', 't'];
const actions = ['/S', '/#53', '/S#', '/Sub', '/JavaScript', '/J#61vaScript', '/#58FA', '/Launch', '/JavaScripts'];
const between = [' ', '\n', '\r', '\0', '%', '% note\n', '(', ')', '<', '>', '[', ']', '/', '#', '#4', '#69', '5 '];
const picture = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((bytes) => `${Buffer.from(bytes).toString('latin1')} `.repeat(60));
const pieces = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...words, ...first, ...actions) },
    { weight: 3, arbitrary: fc.constantFrom(...between) },
    { weight: 2, arbitrary: picture }
  ),
  { maxLength: 30 }
);

it('finds the same however the bytes come, and whatever it passes over', () => {
  const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 500, max: 4_000 })), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(pieces, sizes, (parts, chunks) => {
      const text = parts.join('');
      // Longer ones cannot be what is looked for; of one that is cut, only the end is known.
      fc.pre((text.match(TOKEN) ?? []).every((token) => token.length <= 128));
      expect(spotted(text, chunks)).toEqual(model(text));
    }),
    { numRuns: 3_000 }
  );
});

/** Long enough to be passed over unread. */
const noise = '\x80\x81 '.repeat(3_000);

it.each(['/First', '/#46irst', '/F#69rst', '/Fi#72st', '/Fir#73t', '/Firs#74', '/#46#69#72#73#74'])(
  'sees the stream that spells First as %s, behind any picture',
  (spelling) => {
    const text = `1 0 obj <</Length 9000>> stream\n${noise} 2 0 obj <<${spelling} 8>> ${noise} stream`;
    expect(spotted(text, [4_096])).toEqual({ active: null, objectStreams: 1 });
  }
);

it.each(['/S /Launch', '/#53/Launch', '/S% /Link\n/Launch', 'obj /Launch', '1 0obj\n/L#61unch'])(
  'sees the action %j behind any picture',
  (action) => {
    expect(spotted(`${noise} ${action} ${noise}`, [4_096])).toEqual({ active: 'Launch', objectStreams: 0 });
  }
);

/** The shortest of five readings, in milliseconds: what else the machine does only ever makes one longer. */
const costOf = (text: string, chunk: number): number => {
  const runs = Array.from({ length: 5 }, () => {
    const from = performance.now();
    spotted(text, [chunk]);
    return performance.now() - from;
  });
  return Math.min(...runs);
};

// Compared with a part of it, because nobody knows how fast the machine is: what grows with the square costs 256 times.
describe.each([16_384, 1_048_576])('is not held up, in chunks of %i bytes, by a megabyte', (chunk) => {
  it.each(['/S ', '/S 0 ', 'obj ', 'obj 0 ', '#4', '/First ', '/#53 ', '/#53 0 '])('of nothing but "%s"', (text) => {
    const cost = (size: number): number => costOf(`obj ${text.repeat(size / text.length)}`, chunk);
    const part = cost(65_536);
    expect(cost(1_048_576)).toBeLessThan(100 * Math.max(part, 1));
  });
});
