import { UID } from '../../server/src/constants';
import { createHome, databaseClient, startStrapi, type TestStrapi } from '../helpers';

let app: TestStrapi;
beforeAll(async () => {
  // In a database without a table, as nobody else gets it.
  app = await startStrapi({ home: await createHome({ hasTables: false }) });
});
afterAll(() => app.stop());

/** Names of a table's indexes, as the database itself lists them. */
const indexesOf = async (table: string): Promise<string[]> => {
  const { connection } = app.strapi.db;
  const queries = {
    sqlite: () => connection('sqlite_master').where({ type: 'index', tbl_name: table }).pluck('name'),
    postgres: () => connection('pg_indexes').where({ tablename: table }).pluck('indexname'),
    mysql: () =>
      connection('information_schema.statistics')
        .whereRaw('table_schema = database() and table_name = ?', [table])
        .pluck('index_name'),
  };
  return queries[databaseClient()]();
};

const declared = Object.values(UID)
  .filter((uid) => uid.startsWith('plugin::certificates.'))
  .map((uid) => [uid]);

describe('a first start', () => {
  it.each(declared)('makes the table of %s with every index that it declares', async (uid) => {
    const model = app.strapi.db.metadata.get(uid);
    const names = (model.indexes ?? []).map(({ name }) => name);

    expect(model.tableName).toMatch(/^certificates_/);
    expect(names).not.toHaveLength(0);
    expect(await indexesOf(model.tableName)).toEqual(expect.arrayContaining(names));
  });

  it("leaves Strapi's own roles in place", async () => {
    const roles = await app.strapi.db.query('admin::role').findMany();

    expect(roles.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['Super Admin', 'Editor', 'Author'])
    );
  });

  it('lets the first administrator and a client in', async () => {
    const admin = await app.adminLogin();
    await app.request(admin.jwt).get('/admin/users/me').expect(200);

    const client = await app.registerClient();
    const { body } = await app.request(client.jwt).get('/api/users/me').expect(200);
    expect(body.documentId).toBe(client.documentId);
  });

  it('keeps its content types out of the Content Manager', async () => {
    const admin = await app.adminLogin();
    const { body } = await app.request(admin.jwt).get('/content-manager/content-types').expect(200);
    const visible = body.data.filter(({ isDisplayed }: { isDisplayed: boolean }) => isDisplayed);

    expect(visible.map(({ uid }: { uid: string }) => uid)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^plugin::certificates\./)])
    );
  });
});
