/**
 * The least that a server can do for the lists: Koa, Knex, one query. It checks the JWT, and nothing else.
 * Configured by `BENCH_DATABASE` (JSON of `databaseOf`).
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { playground } from '../../scripts/setup.mjs';

const require = createRequire(path.join(playground, 'package.json'));
const Koa = require('koa');
const knexOf = require('knex');
const jwt = require('jsonwebtoken');

const { dialect, connection, tables, secret } = JSON.parse(process.env.BENCH_DATABASE);
const drivers = { sqlite: 'better-sqlite3', postgres: 'pg', mysql: 'mysql2' };
const knex = knexOf({
  client: drivers[dialect],
  connection,
  useNullAsDefault: true,
  pool: dialect === 'sqlite' ? { min: 1, max: 1 } : { min: 0, max: 10 },
});

const ANSWER = ['document_id', 'name', 'state', 'expires', 'valid_until', 'notes', 'issued_at', 'uploaded_at'].concat([
  ...['uploaded_by', 'approved_at', 'archived_at', 'expires_at', 'rejection', 'document_name', 'document_mime'],
  'document_size',
]);
const columns = [
  'c.id',
  ...ANSWER.map((name) => `c.${name}`),
  't.document_id as t_id',
  't.name as t_name',
  't.instructions as t_instructions',
];

const current = () =>
  knex({ c: tables.certificates })
    .leftJoin({ t: tables.templates }, 't.id', 'c.template_id')
    .whereNull('c.trashed_at')
    .whereNull('c.archived_at')
    .select(columns);

const present = (row) => ({
  documentId: row.document_id,
  name: row.name,
  state: row.state,
  expires: Boolean(row.expires),
  validUntil: row.valid_until,
  notes: row.notes,
  issuedAt: row.issued_at,
  uploadedAt: row.uploaded_at,
  uploadedBy: row.uploaded_by,
  approvedAt: row.approved_at,
  archivedAt: row.archived_at,
  expiresAt: row.expires_at,
  rejection: row.rejection,
  document: row.document_name && { name: row.document_name, mime: row.document_mime, size: row.document_size },
  template: row.t_id && { documentId: row.t_id, name: row.t_name, instructions: row.t_instructions },
});

const ownList = (clientId) =>
  current().where('c.client_id', clientId).orderBy('c.issued_at', 'desc').orderBy('c.id', 'desc').limit(25);

const staffList = ({ before }) => {
  const query = current();
  // One order for all, so that each database reads the index on these columns from where it stands.
  for (const column of ['c.trashed_at', 'c.archived_at']) if (dialect === 'postgres') query.orderBy(column, 'desc');
  query.orderBy('c.issued_at', 'desc').orderBy('c.id', 'desc').limit(26);
  if (!before) return query;
  const [issuedAt, id] = before.split(',').map(Number);
  const at = new Date(issuedAt);
  return query.where('c.issued_at', '<=', at).where((q) => q.where('c.issued_at', '<', at).orWhere('c.id', '<', id));
};

const app = new Koa();
app.use(async (ctx) => {
  const { id } = ctx.path === '/own' ? jwt.verify(ctx.get('authorization').slice('Bearer '.length), secret) : {};
  const rows = await (ctx.path === '/own' ? ownList(id) : staffList(ctx.query));
  ctx.body = { data: rows.map(present) };
});
const server = app.listen(0, '127.0.0.1', () => process.send({ ready: true, port: server.address().port }));
process.on('disconnect', () => process.exit(0));
