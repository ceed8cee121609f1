import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { PASSWORD, type Home, type TestStrapi } from '../../helpers';
import { office, type StaffView } from '../../helpers/office';

export const NOW = '2026-03-01T10:00:00Z';
export const MANAGER = 'manager@example.com';
export const PROFESSIONAL = 'professional@example.com';
export const CLIENTS = ['ana', 'bruno', 'carla', 'diego', 'elena'] as const;

export const folderOf = (version: string) => path.resolve(__dirname, '../../fixtures/upgrade', version);

const homeAt = (dir: string): Home => ({
  dir,
  env: { DATABASE_CLIENT: 'sqlite', PLAYGROUND_DATA: dir },
  remove: () => rm(dir, { recursive: true, force: true }),
});
export const temporaryHome = async () => homeAt(await mkdtemp(path.join(os.tmpdir(), 'certificates-upgrade-')));

/** What people saw in the version that wrote it. */
export interface Kept {
  certificates: StaffView[];
  templates: unknown[];
  centers: unknown[];
  events: Record<string, unknown[]>;
  /** SHA-256 by certificate. */
  documents: Record<string, string>;
  notifications: { documentId: string; state: string; channel: string }[];
  texts: unknown;
  /** What the member of staff of one centre sees. */
  theirs: StaffView[];
  /** By client. */
  devices: Record<string, unknown[]>;
  access: Record<string, unknown>;
}

interface Answer {
  allowed: boolean;
  blocking: { template: { documentId: string } }[];
  warnings: { template: { documentId: string } }[];
}

const staffAt = async (app: TestStrapi, email: string) => {
  const { body } = await app.request().post('/admin/login').send({ email, password: PASSWORD }).expect(200);
  return office(app, { jwt: body.data.token } as never);
};

export const clientAt = async (app: TestStrapi, identifier: string) => {
  const { body } = await app.request().post('/api/auth/local').send({ identifier, password: PASSWORD }).expect(200);
  return { jwt: body.jwt as string, documentId: body.user.documentId as string };
};

export const managerAt = (app: TestStrapi) => staffAt(app, MANAGER);

/** All that people can see, as they see it. */
export const look = async (app: TestStrapi): Promise<Kept> => {
  const staff = await managerAt(app);
  const lists = ['', 'archived=true', 'trashed=true'].map((query) => staff.list(`${query}&pageSize=100`));
  const certificates = (await Promise.all(lists)).flat();
  const kept: Kept = {
    certificates,
    templates: (await staff.get('/templates')).data,
    centers: (await staff.get('/centers')).data,
    events: {},
    documents: {},
    notifications: (await staff.get('/notifications?pageSize=100')).data,
    texts: ((await staff.get('/settings/texts')).data as { texts: unknown }).texts,
    theirs: await (await staffAt(app, PROFESSIONAL)).list('pageSize=100'),
    devices: {},
    access: {},
  };
  for (const { documentId, document } of certificates) {
    // Looking is written down as well, and this looks twice.
    kept.events[documentId] = (await staff.events(documentId)).filter(({ action }) => action !== 'document_viewed');
    if (!document) continue;
    const file = await staff.http().get(`/certificates/certificates/${documentId}/document`).responseType('blob');
    expect(file.status).toBe(200);
    kept.documents[documentId] = createHash('sha256')
      .update(file.body as Buffer)
      .digest('hex');
  }
  for (const name of CLIENTS) {
    const http = app.request((await clientAt(app, name)).jwt);
    kept.devices[name] = (await http.get('/api/certificates/push-subscriptions').expect(200)).body.data;
    const { allowed, blocking, warnings } = (await http.get('/api/certificates/access').expect(200)).body
      .data as Answer;
    // Who is let in, and what they are asked for; how it is put has changed since.
    kept.access[name] = { allowed, asked: [...blocking, ...warnings].map(({ template }) => template.documentId) };
  }
  return kept;
};

interface Column {
  name: string;
}

/** Rows of the plugin's tables in a database that an earlier version has written, beside the same of this one. */
export const rowsBeside = async (app: TestStrapi, file: string) => {
  const knex = app.strapi.db.connection;
  await knex.raw('ATTACH DATABASE ? AS earlier', [file]);
  const tables: Column[] = await knex.raw(
    "SELECT name FROM earlier.sqlite_master WHERE type = 'table' AND name LIKE 'certificates%' ORDER BY name"
  );
  const beside: { table: string; then: object[]; now: object[] }[] = [];
  for (const { name: table } of tables) {
    const columns: Column[] = await knex.raw(`PRAGMA earlier.table_info(${table})`);
    const list = columns.map(({ name }) => `"${name}"`).join(', ');
    const read = (schema: string): Promise<object[]> => knex.raw(`SELECT ${list} FROM ${schema}.${table} ORDER BY id`);
    beside.push({ table, then: await read('earlier'), now: await read('main') });
  }
  await knex.raw('DETACH DATABASE earlier');
  return beside;
};
