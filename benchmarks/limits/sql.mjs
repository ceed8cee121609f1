/** SQL that differs between the databases, for the seed and the limits. */
export const sqlOf = (dialect) => ({
  dialect,
  /** A new document id for each row. */
  documentId:
    dialect === 'sqlite'
      ? `'c' || substr(lower(hex(randomblob(12))), 2)`
      : dialect === 'postgres'
        ? `'c' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 23)`
        : `concat('c', left(md5(concat(uuid(), rand())), 23))`,
  /** A bound instant. */
  instant: dialect === 'postgres' ? '?::timestamp' : '?',
  text: dialect === 'postgres' ? '?::text' : '?',
  integer: dialect === 'postgres' ? '?::integer' : '?',
  date: dialect === 'postgres' ? '?::date' : '?',
  day: (column) => (dialect === 'mysql' ? `date_format(${column}, '%Y-%m-%d')` : `cast(${column} as text)`),
  true: dialect === 'postgres' ? 'true' : '1',
  false: dialect === 'postgres' ? 'false' : '0',
  concat: (...parts) => (dialect === 'mysql' ? `concat(${parts.join(', ')})` : parts.join(' || ')),
  /** An instant so many seconds before the bound one; both are expressions. */
  secondsBefore: (instant, seconds) =>
    dialect === 'sqlite'
      ? `${instant} - (${seconds}) * 1000`
      : dialect === 'postgres'
        ? `${instant} - (${seconds}) * interval '1 second'`
        : `date_sub(${instant}, interval (${seconds}) second)`,
});
