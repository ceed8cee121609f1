import { ROLE_CODE } from '../../server/src/constants';
import { createTables } from '../../server/src/repositories/tables';
import { startStrapi, testClock, waitUntil, type TestStrapi } from '../helpers';
import { office } from '../helpers/office';
import { clientRow } from '../helpers/people';

/** What administrators find in Settings > Roles. */
interface Role {
  id: number;
  code: string;
}
interface Permission {
  action: string;
  conditions: string[];
}

let app: TestStrapi;
beforeAll(async () => {
  app = await startStrapi();
});
afterAll(() => app.stop());

const roles = async (): Promise<Role[]> => app.strapi.db.query('admin::role').findMany({ orderBy: 'id' });
const role = async (code: string): Promise<Role> => {
  const found = (await roles()).filter((one) => one.code === code);
  expect(found).toHaveLength(1);
  return found[0] as Role;
};
const permissions = async (code: string): Promise<Permission[]> =>
  (await app.strapi.db.query('admin::permission').findMany({ where: { role: { code } }, orderBy: 'action' })).filter(
    ({ action }: Permission) => action.startsWith('plugin::certificates.')
  );
const clientGrants = async (type: string): Promise<string[]> =>
  (
    await app.strapi.db
      .query('plugin::users-permissions.permission')
      .findMany({ where: { role: { type }, action: { $startsWith: 'plugin::certificates.' } } })
  )
    .map(({ action }: Permission) => action)
    .sort();

const inMyCenters = ['plugin::certificates.in-my-centers'];

describe('an installation', () => {
  it('keeps the Super Admin, who may do everything', async () => {
    expect((await roles()).map(({ code }) => code)).toEqual(
      expect.arrayContaining(['strapi-super-admin', 'strapi-editor', 'strapi-author', ...Object.values(ROLE_CODE)])
    );
    const all = await permissions('strapi-super-admin');
    expect(all).toHaveLength(14);
    expect(all.every(({ conditions }) => conditions.length === 0)).toBe(true);
  });

  it('makes the two ready roles, and gives clients what is theirs', async () => {
    expect(await permissions(ROLE_CODE.manager)).toHaveLength(14);
    const professional = await permissions(ROLE_CODE.professional);
    expect(
      Object.fromEntries(
        professional.map(({ action, conditions }) => [action.split('.').slice(1).join('.'), conditions])
      )
    ).toEqual({
      'certificates.read': inMyCenters,
      'certificates.create': inMyCenters,
      'certificates.update': inMyCenters,
      'certificates.review': inMyCenters,
      'certificates.archive': inMyCenters,
      'certificates.delete': inMyCenters,
      'clients.read': inMyCenters,
      'templates.read': [],
    });
    expect(await clientGrants('authenticated')).toContain('plugin::certificates.certificates.update');
    expect(await clientGrants('public')).toEqual([]);
  });

  it('leaves alone what administrators changed', async () => {
    const { id } = await role(ROLE_CODE.professional);
    await app.strapi
      .service('admin::role')
      .assignPermissions(id, [
        { action: 'plugin::certificates.templates.read', subject: null, conditions: [], properties: {} },
      ]);
    const manager = await role(ROLE_CODE.manager);
    await app.strapi.service('admin::role').deleteByIds([manager.id]);
    app = await app.restart();
    expect(await permissions(ROLE_CODE.professional)).toHaveLength(1);
    expect((await roles()).map(({ code }) => code)).not.toContain(ROLE_CODE.manager);
    expect(await permissions('strapi-super-admin')).toHaveLength(14);
  });

  it('is whole again after a start with the plugin off', async () => {
    app = await app.restart({ plugins: { certificates: { enabled: false } } });
    expect(await permissions('strapi-super-admin')).toEqual([]);
    expect(await clientGrants('authenticated')).toEqual([]);
    app = await app.restart({ plugins: {} });
    expect(await permissions('strapi-super-admin')).toHaveLength(14);
    expect(await permissions(ROLE_CODE.professional)).toHaveLength(8);
    expect(await clientGrants('authenticated')).toContain('plugin::certificates.certificates.find');
    await app.adminLogin();
  });

  it('mails nobody who was there before', async () => {
    const client = await app.registerClient();
    await app.strapi.plugin('certificates').service('catch-up').run();
    expect(app.mails.to(client.email)).toEqual([]);
  });
});

describe('templates brought from a database with higher row ids', () => {
  const FAR = 1_000_000;
  const tables = () => createTables(app.strapi);
  const knex = () => app.strapi.db.connection;
  const catchUp = () => app.strapi.plugin('certificates').service('catch-up').run();
  const markAt = (mark: number) =>
    knex()(tables().templates).update({ new_clients_after: mark, new_members_after: mark });
  const bySql = async (username: string): Promise<number> => {
    await knex()(tables().users).insert(clientRow(username, new Date()));
    return (await knex()(tables().users).where({ username }).first('id')).id;
  };
  const issuedTo = async (userId: number) =>
    (await knex()({ c: tables().certificates })
      .join({ t: tables().templates }, 't.id', 'c.template_id')
      .where('c.client_id', userId)
      .orderBy('t.name')
      .pluck('t.name')) as string[];

  it('go on issuing by themselves, to whoever comes', async () => {
    const staff = office(app, await app.adminLogin());
    const center = await staff.createCenter({ name: 'Moved', timeZone: 'UTC' });
    await staff.createTemplate({ name: 'For all', issueToNewClients: true });
    await staff.createTemplate({ name: 'For members', issueToNewClients: true, centers: [center.documentId] });
    const centerId = (await knex()(tables().centers).where({ name: 'Moved' }).first('id')).id;
    await catchUp();

    await markAt(FAR);
    const registered = await app.registerClient();
    await staff.post(`/centers/${center.documentId}/clients`, { add: [registered.documentId] });
    expect(await issuedTo(registered.id)).toEqual(['For all', 'For members']);

    await markAt(FAR);
    await catchUp();
    const user = await bySql('imported');
    const { table, from, to } = tables().centerClients;
    await knex()(table).insert({ [from]: centerId, [to]: user });
    await catchUp();
    expect(await issuedTo(user)).toEqual(['For all', 'For members']);
  });
});

it('a bulk run whose process died goes on when its lease runs out, also where the sweep is off', async () => {
  const staff = office(app, await app.adminLogin());
  const { documentId: template } = await staff.createTemplate({ name: 'In bulk' });
  const { run } = (await staff.post(`/templates/${template}/generate`)) as unknown as { run: { documentId: string } };
  const tables = createTables(app.strapi);
  const state = async (): Promise<string> =>
    (await app.strapi.db.connection(tables.runs).where({ document_id: run.documentId }).first('state')).state;
  const { connection } = app.strapi.db;
  const lease = () => connection(tables.leases).where({ name: `run:${run.documentId}` });
  // It is given back after the run's end, and would be after the next lines.
  await waitUntil(async () => (await state()) === 'done' && (await lease().first('until')).until === null);
  // As a process leaves it that is killed in the middle.
  const clock = testClock(new Date().toISOString());
  await lease().update({ until: new Date(clock.now().getTime() + 60_000) });
  await connection(tables.runs)
    .where({ document_id: run.documentId })
    .update({ state: 'running', active_key: template, cursor: 0, done: 0, skipped: 0 });

  app = await app.restart({ clock, config: { sweep: { enabled: false } } });
  expect(await state()).toBe('running');
  clock.advance({ minutes: 2 });
  await waitUntil(async () => (await state()) === 'done', {
    timeout: 20_000,
    interval: 500,
    what: 'the end of the run',
  });
});
