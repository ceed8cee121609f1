import { ROLE_CODE } from '../../server/src/constants';
import { startStrapi, type TestStrapi } from '../helpers';

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
