import type { TextKey } from '../../translations';

/** Columns of the export, as the API names them, in the words of the panel. */
const HEADINGS: Record<string, TextKey> = {
  client: 'field.client',
  email: 'field.email',
  certificate: 'field.certificate',
  state: 'field.state',
  validUntil: 'field.valid-until',
  center: 'field.center',
  issuedAt: 'field.issued-at',
  uploadedAt: 'field.uploaded-at',
  uploadedBy: 'field.uploaded-by',
  approvedAt: 'field.approved-at',
  approvedBy: 'field.approved-by',
  archivedAt: 'field.archived-at',
  notes: 'field.notes',
  document: 'field.document',
  rejection: 'reject.reason',
};

/** Columns whose cells are codes, and where the words for these begin. */
const CODES: Record<string, string> = { state: 'state', uploadedBy: 'actor', rejection: 'reason' };

/** One cell, quoted or not, and what ends it. */
const CELL = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/**
 * The export in the reader's language: the API speaks in names and codes. All other cells stay as they are, to the byte.
 * @param text as the API gives it, RFC 4180
 * @param translate the words for a key; the key itself, where there are none
 */
export const localisedCsv = (text: string, translate: (key: TextKey) => string): string => {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const parts: string[] = [text.slice(0, start)];
  const columns: string[] = [];
  const words = new Map<string, string>();
  const wordFor = (cell: string, key: TextKey): string => {
    const known = words.get(key);
    if (known !== undefined) return known;
    const word = translate(key);
    const made = word === key ? cell : quoted(word);
    words.set(key, made);
    return made;
  };

  let isHeader = true;
  let at = 0;
  CELL.lastIndex = start;
  while (CELL.lastIndex < text.length) {
    const from = CELL.lastIndex;
    const found = CELL.exec(text);
    const [cell, end] = found ? [found[1] ?? '', found[2] ?? ''] : [text.slice(from), ''];
    if (isHeader) {
      columns.push(cell);
      const key = HEADINGS[cell];
      parts.push(key ? wordFor(cell, key) : cell);
    } else {
      const group = CODES[columns[at] ?? ''];
      parts.push(group && cell ? wordFor(cell, `${group}.${cell}` as TextKey) : cell);
    }
    parts.push(end);
    at += 1;
    if (end === '\r\n') {
      isHeader = false;
      at = 0;
    }
    if (end === '') break;
  }
  return parts.join('');
};
