const QUICK_SIZES = [1_000, 10_000];
const SIZES = [10_000, 100_000, 1_000_000];
const DATABASES = { sqlite: 'sqlite', postgres: 'postgres', postgresql: 'postgres', mysql: 'mysql', mariadb: 'mysql' };

const HELP = `npm run bench -- [options]
  --quick                          1k and 10k on SQLite; rows that need more say SKIP
  --db=sqlite,postgres,mariadb     databases (all three)
  --sizes=10k,100k,1M              certificates in the table
  --rows=1,3                       rows of the table
  --laps=5                         measurements of each subject; the median counts
  --profile                        one more lap of each set-based row, with the time of every statement
  --cpu                            with --profile: where Node's own time goes
  --no-save                        print only; RESULTS.md stays as it is`;

const parseSize = (text) => {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([kKmM]?)$/.exec(text) ?? [];
  if (!digits) throw new Error(`--sizes: "${text}" is no size. Examples: 500, 10k, 1M`);
  return Math.round(Number(digits) * { '': 1, k: 1e3, m: 1e6 }[unit.toLowerCase()]);
};

const parseDatabase = (text) => {
  const client = DATABASES[text.toLowerCase()];
  if (!client) throw new Error(`--db: "${text}" is not one of sqlite, postgres, mariadb`);
  return client;
};

/** @param {string[]} words of the command line @throws Error with what is wrong, or null for `--help` */
export const parseOptions = (words) => {
  const known = ['quick', 'db', 'sizes', 'rows', 'laps', 'profile', 'cpu', 'no-save', 'help'];
  const given = new Map(
    words.map((word) => {
      const [, name, value] = /^--([a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
      if (!known.includes(name)) throw new Error(`Unknown option ${word}\n\n${HELP}`);
      return [name, value ?? ''];
    })
  );
  if (given.has('help')) return { help: HELP };
  const list = (name, parse, fallback) => (given.has(name) ? given.get(name).split(',').map(parse) : fallback);
  const quick = given.has('quick');
  return {
    quick,
    databases: list('db', parseDatabase, quick ? ['sqlite'] : ['sqlite', 'postgres', 'mysql']),
    sizes: list('sizes', parseSize, quick ? QUICK_SIZES : SIZES).sort((a, b) => a - b),
    rows: list('rows', Number, null),
    laps: Number(given.get('laps') || (quick ? 3 : 5)),
    profile: given.has('profile'),
    cpu: given.has('cpu'),
    save: !given.has('no-save') && !quick,
  };
};

export const sizeLabel = (size) =>
  size % 1e6 === 0 ? `${size / 1e6}M` : size % 1e3 === 0 ? `${size / 1e3}k` : String(size);
