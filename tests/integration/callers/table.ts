import type { TestStrapi } from '../../helpers';

/** One way in, and what each caller is to get there. */
export interface Row<Caller extends string> {
  /** `GET /:documentId`, or the name of a GraphQL operation. */
  name: string;
  /** What roles and tokens are granted for it; '-' where nobody needs anything. */
  action: string;
  expected: Record<Caller, string>;
}

/**
 * Reads a table as it stands in a test: a line of columns, then a line for each way in. Two spaces or more part the cells.
 * @param callers the columns after the first two
 * @throws where a line lacks a cell
 */
export const parseTable = <Caller extends string>(callers: readonly Caller[], text: string): Row<Caller>[] => {
  const [head = [], ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
  if (head.slice(2).join() !== callers.join()) throw new Error(`The columns are not ${callers.join(', ')}`);
  return lines.map((cells) => {
    if (cells.length !== head.length) throw new Error(`A line has ${cells.length} cells: ${cells.join(' | ')}`);
    const [name = '', action = '', ...expected] = cells;
    return {
      name,
      action,
      expected: Object.fromEntries(callers.map((caller, at) => [caller, expected[at]])),
    } as Row<Caller>;
  });
};

/** The cells of a table, one by one. */
export const cellsOf = <Caller extends string>(rows: Row<Caller>[]) =>
  rows.flatMap((row) =>
    (Object.keys(row.expected) as Caller[]).map((caller) => [row.name, caller, row.expected[caller], row] as const)
  );

/** Every route that the running server has under a path, as tables name them. */
export const routesUnder = ({ strapi }: TestStrapi, under: string): string[] =>
  (strapi.server.listRoutes() as { methods: string[]; path: string }[])
    .filter(({ path }) => path === under || path.startsWith(`${under}/`))
    .flatMap(({ methods, path }) =>
      methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path.slice(under.length) || '/'}`)
    )
    .sort();
