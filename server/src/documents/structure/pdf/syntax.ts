/** Byte classes of ISO 32000-1, 7.2.2. */
export const REGULAR = 0;
const WHITE = 1;
export const DELIMITER = 2;

const CLASSES = new Uint8Array(256);
for (const byte of [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]) CLASSES[byte] = WHITE;
for (const char of '()<>[]{}/%') CLASSES[char.charCodeAt(0)] = DELIMITER;

export const classOf = (byte: number): number => CLASSES[byte] as number;

export const SLASH = 0x2f;

export const isEndOfLine = (byte: number): boolean => byte === 0x0a || byte === 0x0d;

/** A name as a reader understands it: `#4A` stands for `J` (ISO 32000-1, 7.3.5). */
export const decodeName = (raw: string): string =>
  raw.includes('#') ? raw.replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) : raw;

/**
 * Names that make a reader run a program or play one (ISO 32000-1, 12.6.4; XFA forms carry scripts of their own, and
 * ISO 32000-2 has dropped them). PDF/A forbids them for the same reason. Links, form fields, submit buttons, signatures
 * and attachments are not among them: ordinary documents have those, and none acts by itself.
 */
export const ACTIVE_NAMES: ReadonlySet<string> = new Set([
  'JavaScript',
  'Launch',
  'ImportData',
  'Rendition',
  'RichMedia',
  'RichMediaExecute',
  'XFA',
]);
