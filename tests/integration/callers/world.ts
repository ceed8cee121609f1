import contentRoutes from '../../../server/src/routes/content-api';
import { startStrapi, type Client, type TestStrapi } from '../../helpers';
import { office, upload } from '../../helpers/office';

/** Who may come to the client API, in the order of the tables' columns. */
export const CALLERS = [
  'nobody',
  'client',
  'other',
  'blocked',
  'read-only',
  'scoped',
  'unscoped',
  'full',
  'admin',
  'admin-token',
] as const;
export type Caller = (typeof CALLERS)[number];

/** Those who may read what is the client's. */
const READERS: readonly Caller[] = ['client', 'read-only', 'scoped', 'full'];
export const isForeign = (caller: Caller): boolean => !READERS.includes(caller);

/** What a call is about. */
export interface Target {
  certificate: string;
  device: string;
  /** The secret part of a calendar's link. */
  link: string;
  client: string;
}

/** Of the same form as what is there, and nowhere to be found. */
export const NOWHERE: Target = {
  certificate: 'a'.repeat(24),
  device: 'b'.repeat(24),
  link: 'c'.repeat(43),
  client: 'd'.repeat(24),
};

interface Person extends Client {
  certificate: string;
}

/** The API's actions, as roles and tokens are granted them; a route that is open to all has none. */
const ACTIONS = contentRoutes.routes.flatMap(({ handler, config }) => ('auth' in config ? [] : [handler]));
const fullName = (action: string) => `plugin::certificates.${action}`;

const adminToken = async (app: TestStrapi, jwt: string): Promise<string> => {
  const permission = {
    action: 'plugin::certificates.certificates.read',
    subject: null,
    properties: {},
    conditions: [],
  };
  const body = { name: 'Automation', description: '', lifespan: null, adminPermissions: [permission] };
  const answer = await app.request(jwt).post('/admin/admin-tokens').send(body).expect(201);
  return answer.body.data.accessKey;
};

/** A client with a document, somebody like them, one who is blocked, and every kind of token. */
export const startWorld = async () => {
  const app = await startStrapi({
    graphql: true,
    config: {
      sweep: { enabled: false },
      notifications: { email: { enabled: false }, push: { expo: {} } },
    },
  });
  const boss = await app.adminLogin();
  const staff = office(app, boss);
  const template = await staff.createTemplate({ name: 'Medical', accessRule: 'block' });

  const person = async (name: string, file: string): Promise<Person> => {
    const client = await app.registerClient({ username: name, email: `${name.replace(' ', '.')}@example.com` });
    const { documentId } = await staff.issue(client.documentId, template.documentId);
    await upload(app.request(client.jwt), documentId, file, { validUntil: '2099-12-31' }).expect(200);
    return { ...client, certificate: documentId };
  };
  const people = {
    client: await person('Ottilie Owner', 'scan.png'),
    other: await person('Otto Other', 'signed.pdf'),
    blocked: await person('Bruno Blocked', 'signed.pdf'),
  };

  /** What is theirs now; devices and links are made anew, because calls take them away. */
  const belongings = async ({ jwt, certificate, documentId }: Person): Promise<Target> => {
    const http = app.request(jwt);
    const device = { driver: 'expo', token: `phone-of-${documentId}` };
    const registered = await http.post('/api/certificates/push-subscriptions').send({ data: device }).expect(201);
    const { body } = await http.post('/api/certificates/calendar').send({}).expect(201);
    const link = (body.data.url as string).split('/').at(-1) as string;
    return { certificate, device: registered.body.data.documentId, link, client: documentId };
  };
  const blockedTarget = await belongings(people.blocked);
  const users = app.strapi.db.query('plugin::users-permissions.user');
  await users.update({ where: { id: people.blocked.id }, data: { blocked: true } });

  const made = new Map<string, Promise<string>>();
  const once = (name: string, make: () => Promise<string>): Promise<string> => {
    const known = made.get(name) ?? make();
    made.set(name, known);
    return known;
  };
  /** @param action the one that the call needs: `scoped` has nothing else, and `unscoped` has all but that */
  const credential = async (caller: Caller, action: string): Promise<string | undefined> => {
    switch (caller) {
      case 'nobody':
        return undefined;
      case 'client':
      case 'other':
      case 'blocked':
        return people[caller].jwt;
      case 'admin':
        return boss.jwt;
      case 'admin-token':
        return once(caller, () => adminToken(app, boss.jwt));
      case 'scoped':
      case 'unscoped': {
        const actions = ACTIONS.filter((one) => (one === action) === (caller === 'scoped'));
        return once(`${caller} ${action}`, () => app.apiToken('custom', actions.map(fullName)));
      }
      default:
        return once(caller, () => app.apiToken(caller === 'full' ? 'full-access' : 'read-only'));
    }
  };

  const ownedBy = async (table: string, clientId: number): Promise<object[]> =>
    app.strapi.db.connection(table).where({ client_id: clientId }).orderBy('id');

  return {
    app,
    staff,
    template: template.documentId,
    people,
    credential,
    /** What a caller asks about: the blocked their own, everybody else the client's. */
    target: (caller: Caller): Promise<Target> =>
      caller === 'blocked' ? Promise.resolve(blockedTarget) : belongings(people.client),
    /** Grants a users-permissions role all that the API has, as administrators may do by mistake. */
    grantAll: async (type: 'public' | 'authenticated'): Promise<void> => {
      const role = await app.strapi.db.query('plugin::users-permissions.role').findOne({ where: { type } });
      for (const action of ACTIONS.map(fullName)) {
        await app.strapi.db.query('plugin::users-permissions.permission').create({ data: { action, role: role.id } });
      }
    },
    /** All that the client has, as the database holds it. */
    possessions: async (): Promise<object[][]> => {
      const { id } = people.client;
      const tables = ['certificates_certificates', 'certificates_push_subscriptions'];
      const links = await app.strapi.db.connection('certificates_calendar_links').where({ client_id: id });
      return [...(await Promise.all(tables.map((table) => ownedBy(table, id)))), links];
    },
    /** Whether a text says anything about the client. */
    tellsOfClient: (text: string): boolean =>
      [people.client.certificate, people.client.username, people.client.email, 'scan.png'].some((word) =>
        text.includes(word)
      ),
  };
};

export type World = Awaited<ReturnType<typeof startWorld>>;
