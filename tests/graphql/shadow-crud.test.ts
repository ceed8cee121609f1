import { startStrapi, type TestStrapi } from '../helpers';

let app: TestStrapi;
beforeAll(async () => {
  app = await startStrapi({ graphql: true });
});
afterAll(() => app.stop());

const ask = async (query: string, token?: string) =>
  (await app.request(token).post('/graphql').send({ query })).body as {
    data?: { __schema: { types: { name: string; fields: { name: string }[] | null }[] } };
    errors?: { message: string }[];
  };

describe('GraphQL', () => {
  it('offers no table of the plugin as it stands in the database', async () => {
    const { data } = await ask('{ __schema { types { name fields { name } } } }');
    const types = data?.__schema.types ?? [];
    const operations = types
      .filter(({ name }) => name === 'Query' || name === 'Mutation')
      .flatMap(({ fields }) => fields ?? []);
    expect(
      operations
        .map(({ name }) => name)
        .filter((name) => /certificates(Certificate|Center|Notification|Push|Generation)/i.test(name))
    ).toEqual([]);
    const user = types.find(({ name }) => name === 'UsersPermissionsUser');
    expect(user?.fields?.map(({ name }) => name)).not.toContain('certificateCenters');
  });

  it('gives a full-access token no way round', async () => {
    const token = await app.apiToken('full-access');
    const { errors } = await ask('{ certificatesCertificates { documentId documentKey } }', token);
    expect(errors?.[0]?.message).toMatch(/Cannot query field/);
  });

  it('reads plain fields straight away, but for those of which the host has decided something', () => {
    interface Built {
      getType(name: string): { getFields(): Record<string, { resolve?: unknown }> };
    }
    const graphql = app.strapi.plugin('graphql');
    const wrapped = () => {
      const schema: Built = graphql.service('content-api').buildSchema();
      const fields = schema.getType('CertificatesCertificate').getFields();
      return Object.keys(fields).filter((name) => fields[name]?.resolve !== undefined);
    };
    expect(wrapped()).toEqual([]);
    graphql.service('extension').use({
      resolvers: { CertificatesCertificate: { name: () => 'Secret' } },
      resolversConfig: { 'CertificatesCertificate.notes': { auth: { scope: ['api::notes.read'] } } },
    });
    expect(wrapped().sort()).toEqual(['name', 'notes']);
  });
});
