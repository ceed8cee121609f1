const random = {
  sqlite: `lower(hex(randomblob(16)))`,
  postgres: `replace(gen_random_uuid()::text, '-', '')`,
  mysql: `md5(concat(uuid(), rand()))`,
};
const secondsNow = {
  sqlite: `cast(strftime('%s', 'now') as integer)`,
  postgres: 'extract(epoch from now())::bigint',
  mysql: 'unix_timestamp()',
};
const hex = {
  sqlite: (seconds) => `printf('%08x', ${seconds})`,
  postgres: (seconds) => `lpad(to_hex(${seconds}), 8, '0')`,
  mysql: (seconds) => `lower(lpad(hex(${seconds}), 8, '0'))`,
};
const joined = (dialect, ...parts) => (dialect === 'mysql' ? `concat(${parts.join(', ')})` : parts.join(' || '));

/** SQL that differs between the databases, for the seed and the limits. */
export const sqlOf = (dialect) => ({
  dialect,
  /** A new document id for each row, such as the plugin makes at that second since 1970. */
  documentId: (seconds = secondsNow[dialect]) =>
    joined(dialect, `'c'`, hex[dialect](seconds), `substr(${random[dialect]}, 18)`),
  /** One such as Strapi makes. */
  randomId: joined(dialect, `'c'`, `substr(${random[dialect]}, 10)`),
  /** A bound instant. */
  instant: dialect === 'postgres' ? '?::timestamp' : '?',
  text: dialect === 'postgres' ? '?::text' : '?',
  integer: dialect === 'postgres' ? '?::integer' : '?',
  date: dialect === 'postgres' ? '?::date' : '?',
  day: (column) => (dialect === 'mysql' ? `date_format(${column}, '%Y-%m-%d')` : `cast(${column} as text)`),
  true: dialect === 'postgres' ? 'true' : '1',
  false: dialect === 'postgres' ? 'false' : '0',
  concat: (...parts) => joined(dialect, ...parts),
  /** An instant so many seconds before the bound one; both are expressions. */
  secondsBefore: (instant, seconds) =>
    dialect === 'sqlite'
      ? `${instant} - (${seconds}) * 1000`
      : dialect === 'postgres'
        ? `${instant} - (${seconds}) * interval '1 second'`
        : `date_sub(${instant}, interval (${seconds}) second)`,
});
