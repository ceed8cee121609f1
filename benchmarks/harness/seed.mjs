import { dayOf, layout, PER_CLIENT, TEMPLATES } from './layout.mjs';

const PEER = 'api::peer-certificate.peer-certificate';
const NAME = 'Medical certificate';

/** Rows 1 to `size` to select from. */
const numbers = async (trx, size) => {
  await trx.raw('create table bench_numbers (n integer primary key)');
  await trx.raw('insert into bench_numbers values (1)');
  for (let have = 1; have < size; have *= 2) {
    await trx.raw('insert into bench_numbers select n + ? from bench_numbers where n <= ?', [have, size - have]);
  }
};

const insert = (trx, table, columns, { from, where = '', bindings = [] }) =>
  trx.raw(
    `insert into ${table} (${Object.keys(columns).join(', ')}) select ${Object.values(columns)
      .map((column) => (Array.isArray(column) ? column[0] : column))
      .join(', ')} from ${from} ${where}`,
    [...Object.values(columns).flatMap((column) => (Array.isArray(column) ? column.slice(1) : [])), ...bindings]
  );

const seedTemplates = async (knex, tables, at) => {
  const stamps = { created_at: at, updated_at: at, published_at: at };
  const template = (id, name, changes = {}) => ({
    id,
    document_id: `benchtemplate${String(id).padStart(11, '0')}`,
    name,
    name_key: name.toLowerCase(),
    instructions: 'Both pages, signed by the doctor.',
    issue_to_new_clients: false,
    renew_on_expiry: false,
    renewal_lead_days: 0,
    expires: true,
    expiring_soon_days: 0,
    access_rule: 'none',
    ...stamps,
    ...changes,
  });
  const renews = { renew_on_expiry: true, renew_on_expiry_since: new Date(0) };
  await knex(tables.templates).insert(
    [
      ...TEMPLATES.renewing.map((id) => template(id, `${NAME} ${id}`, renews)),
      template(TEMPLATES.final, 'Day pass'),
      template(TEMPLATES.bulk, 'Insurance'),
    ].map((row) => ({ renew_on_expiry_since: null, ...row }))
  );
};

const inserted = async (host, plan, trx) => {
  const { tables, sql } = host;
  const { size, now, step, farEnd } = plan;
  const stamps = { created_at: [sql.instant, now], updated_at: [sql.instant, now], published_at: [sql.instant, now] };
  const issued = [sql.secondsBefore(sql.instant, 'n'), now];
  await numbers(trx, size);

  await insert(
    trx,
    tables.users,
    {
      id: 'n',
      document_id: sql.randomId,
      username: sql.concat(`'client'`, 'n'),
      email: sql.concat(`'client'`, 'n', `'@example.com'`),
      provider: `'local'`,
      confirmed: sql.true,
      blocked: sql.false,
      ...stamps,
    },
    { from: 'bench_numbers' }
  );

  const certificate = (end) => ({
    id: 'n',
    document_id: sql.documentId(`${Math.floor(now.getTime() / 1000)} - n`),
    name: `'${NAME}'`,
    expires: sql.true,
    state: `'approved'`,
    template_id: `case when n % ${step} = 0 then ${TEMPLATES.final} else 1 + n % ${TEMPLATES.renewing.length} end`,
    client_id: `1 + (n - 1) / ${PER_CLIENT}`,
    valid_until: [sql.date, dayOf(end)],
    issued_at: issued,
    uploaded_at: issued,
    uploaded_by: `'client'`,
    approved_at: issued,
    expiring_soon_at: [sql.instant, end],
    expires_at: [sql.instant, end],
    revision: '1',
    document_name: `'scan.pdf'`,
    document_mime: `'application/pdf'`,
    document_size: '250000',
    ...stamps,
  });
  const add = (end, where, bindings) => {
    const columns = certificate(end);
    if (sql.dialect === 'mysql') columns.client_id = `1 + (n - 1) div ${PER_CLIENT}`;
    return insert(trx, tables.certificates, columns, { from: 'bench_numbers', where, bindings });
  };
  for (let index = 0; index < plan.slices; index += 1) {
    const { from, to } = plan.slice(index);
    await add(plan.endOf(index), `where n between ? and ? and n % ${step} <> 0`, [from, to]);
  }
  await add(farEnd, `where n > ? or n % ${step} = 0`, [plan.slice(plan.slices - 1).to]);
  await seedPeer(host, trx, plan, { issued, stamps });
  await trx.raw('drop table bench_numbers');
};

const seedPeer = async ({ tableOf, linkOf, sql, tables }, trx, { now }, { issued, stamps }) => {
  const template = (id) => ({
    id,
    document_id: `peertemplate${String(id).padStart(12, '0')}`,
    name: `${NAME} ${id}`,
    instructions: 'Both pages, signed by the doctor.',
    created_at: now,
    updated_at: now,
    published_at: now,
  });
  await trx(tableOf('api::peer-template.peer-template')).insert(TEMPLATES.renewing.map(template));
  const table = tableOf(PEER);
  const columns = { ...stamps, issued_at: issued, uploaded_at: issued, approved_at: issued };
  const copied = ['id', 'name', 'state', 'valid_until', 'expiring_soon_at', 'expires_at', 'uploaded_by'];
  const document = ['document_name', 'document_mime', 'document_size'];
  for (const column of [...copied, ...document]) columns[column] = column;
  for (const column of ['issued_at', 'uploaded_at', 'approved_at']) columns[column] = column;
  await insert(trx, table, { document_id: sql.randomId, ...columns }, { from: tables.certificates });
  const link = (attribute, target) => {
    const { table: name, from, to } = linkOf(PEER, attribute);
    return insert(trx, name, { [from]: 'id', [to]: target }, { from: tables.certificates });
  };
  await link('client', 'client_id');
  await link('template', `1 + id % ${TEMPLATES.renewing.length}`);
};

const refreshStatistics = async ({ knex, dialect, tables, tableOf, linkOf }) => {
  const all = [
    tables.users,
    tables.certificates,
    tableOf(PEER),
    linkOf(PEER, 'client').table,
    linkOf(PEER, 'template').table,
  ];
  if (dialect === 'postgres') {
    // As autovacuum does after a load.
    for (const table of all) {
      await knex.raw(`select setval(pg_get_serial_sequence(?, 'id'), (select max(id) from ${table}))`, [table]);
      await knex.raw(`vacuum analyze ${table}`);
    }
    await knex.raw(`select setval(pg_get_serial_sequence(?, 'id'), 1000)`, [tables.templates]);
    await knex.raw('checkpoint');
  }
  if (dialect === 'mysql') for (const table of all) await knex.raw(`analyze table ${table}`);
};

export const inside = {
  /** Fills the tables with `size` clients and `size` certificates, for the plugin and for the peer alike. */
  async seed(host, size) {
    const { knex, dialect, tables, clock } = host;
    const plan = layout(size);
    clock.set(plan.now);
    await seedTemplates(knex, tables, plan.now);
    if (dialect === 'sqlite') {
      // Outside a transaction, where the setting would be refused.
      await knex.raw('pragma synchronous = off');
      await knex.raw('pragma cache_size = -400000');
      await knex.raw('pragma foreign_keys = off');
    }
    await knex.transaction(async (trx) => {
      if (dialect === 'postgres') await trx.raw('set local session_replication_role = replica');
      if (dialect === 'mysql') await trx.raw('set foreign_key_checks = 0');
      if (dialect === 'mysql') await trx.raw('set unique_checks = 0');
      await inserted(host, plan, trx);
      if (dialect === 'mysql') await trx.raw('set foreign_key_checks = 1');
      if (dialect === 'mysql') await trx.raw('set unique_checks = 1');
    });
    if (dialect === 'sqlite') {
      await knex.raw('pragma foreign_keys = on');
      await knex.raw('pragma cache_size = -2000');
      await knex.raw('pragma synchronous = full');
    }
    await refreshStatistics(host);
    // Everybody is known already: nobody of them is a new client.
    await knex(tables.leases).where('name', 'like', 'position:users%').update({ position: size });
  },
};
