import { CALLERS, type Caller } from './world';

/** One way in, and what each caller is to get there. */
export interface Row {
  /** `GET /:documentId`, or the name of a GraphQL operation. */
  name: string;
  /** What roles and tokens are granted for it; '-' where nobody needs anything. */
  action: string;
  expected: Record<Caller, string>;
}

/**
 * Reads a table as it stands in a test: a line of columns, then a line for each way in. Two spaces or more part the cells.
 * @throws where a line lacks a cell
 */
export const parseTable = (text: string): Row[] => {
  const [head = [], ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
  if (head.slice(2).join() !== CALLERS.join()) throw new Error(`The columns are not ${CALLERS.join(', ')}`);
  return lines.map((cells) => {
    if (cells.length !== head.length) throw new Error(`A line has ${cells.length} cells: ${cells.join(' | ')}`);
    const [name = '', action = '', ...expected] = cells;
    return { name, action, expected: Object.fromEntries(CALLERS.map((caller, at) => [caller, expected[at]])) } as Row;
  });
};

/** The cells of a table, one by one. */
export const cellsOf = (rows: Row[]) =>
  rows.flatMap((row) => CALLERS.map((caller) => [row.name, caller, row.expected[caller], row] as const));
