import { ADMIN_ACTION, CONDITION_IN_MY_CENTERS } from '../../../server/src/constants';
import { createTables } from '../../../server/src/repositories/tables';
import { startStrapi, waitUntil, type Client, type Staff } from '../../helpers';
import { office, upload } from '../../helpers/office';

/**
 * Who may come to the admin API, in the order of the table's columns. The `pro-` are professionals, by their centres;
 * `pro-all` is granted every action there is under the condition, and is of the staff here.
 */
export const PANEL_CALLERS = [
  'nobody',
  'client',
  'api-token',
  'admin-token',
  'editor',
  'pro-none',
  'pro-here',
  'pro-elsewhere',
  'pro-both',
  'pro-all',
  'manager',
  'super',
] as const;
export type PanelCaller = (typeof PANEL_CALLERS)[number];

/** How far a certificate is to be before somebody calls. */
export type Stage = 'issued' | 'submitted' | 'approved' | 'sent back';

/** What a call is about. */
export interface Subject {
  certificate: string;
  revision: number;
  client: string;
  template: string;
  center: string;
  run: string;
  event: string;
  notification: string;
}

/** Of the same form as what is there, and nowhere to be found. */
export const NOTHING: Subject = {
  certificate: 'a'.repeat(24),
  revision: 1,
  client: 'b'.repeat(24),
  template: 'c'.repeat(24),
  center: 'd'.repeat(24),
  run: 'e'.repeat(24),
  event: 'f'.repeat(24),
  notification: 'g'.repeat(24),
};

const FILE = 'scan.png';
const everyAction = Object.values(ADMIN_ACTION);

/** A client of one centre with certificates, the staff of that centre and of another, and every kind of token. */
export const startPanelWorld = async () => {
  const app = await startStrapi({ config: { sweep: { enabled: false } } });
  const boss = await app.adminLogin();
  const staff = office(app, boss);
  const professional = () => app.createAdminUser({ roles: ['certificates-professional'] });
  const owner: Client = await app.registerClient({ username: 'Ottilie Owner', email: 'ottilie@example.com' });
  const people: Partial<Record<PanelCaller, Staff>> = {
    editor: await app.createAdminUser({ roles: ['strapi-editor'] }),
    'pro-none': await professional(),
    'pro-here': await professional(),
    'pro-elsewhere': await professional(),
    'pro-both': await professional(),
    'pro-all': await app.createAdminUser({
      roles: [
        await app.createAdminRole(everyAction.map((action) => ({ action, conditions: [CONDITION_IN_MY_CENTERS] }))),
      ],
    }),
    manager: await app.createAdminUser({ roles: ['certificates-manager'] }),
    super: boss,
  };
  const ids = (...callers: PanelCaller[]) => callers.map((caller) => people[caller]?.documentId);
  const here = await staff.createCenter({
    // First in lists, whatever else calls make.
    name: 'A center here',
    timeZone: 'UTC',
    clients: [owner.documentId],
    staff: ids('pro-here', 'pro-both', 'pro-all'),
  });
  const elsewhere = await staff.createCenter({
    name: 'Elsewhere',
    timeZone: 'UTC',
    staff: ids('pro-elsewhere', 'pro-both'),
  });
  const template = await staff.createTemplate({ name: 'Medical' });

  const permissions = everyAction.map((action) => ({
    action,
    subject: null,
    properties: {},
    conditions: [],
  }));
  const made = await app
    .request(boss.jwt)
    .post('/admin/admin-tokens')
    .send({ name: 'Automation', description: '', lifespan: null, adminPermissions: permissions })
    .expect(201);
  const credentials: Partial<Record<PanelCaller, string>> = {
    client: owner.jwt,
    'api-token': await app.apiToken('full-access'),
    'admin-token': made.body.data.accessKey,
  };

  const knex = app.strapi.db.connection;
  const tables = createTables(app.strapi);
  let serial = 0;
  const another = (word: string) => `${word} ${(serial += 1)}`;

  /** A certificate of a client, as far as it is to be. */
  const certificateAt = async (stage: Stage, client = owner, validUntil = '2099-12-31'): Promise<string> => {
    const { documentId } = await staff.issue(client.documentId, template.documentId);
    if (stage === 'issued') return documentId;
    await upload(app.request(client.jwt), documentId, FILE, { validUntil }).expect(200);
    if (stage === 'approved') await staff.approve(documentId);
    if (stage === 'sent back') {
      const { revision } = await staff.certificate(documentId);
      await staff.post(`/certificates/${documentId}/reject`, { revision, reason: 'unreadable' });
    }
    return documentId;
  };
  const read = new Map<Stage, Promise<string>>();
  const certificateFor = (name: string, stage: Stage): Promise<string> => {
    if (!name.startsWith('GET ')) return certificateAt(stage);
    const known = read.get(stage) ?? certificateAt(stage);
    read.set(stage, known);
    return known;
  };
  const unused = new Map<string, Subject>();
  const failedNotification = async (): Promise<string> => {
    const row = await knex(tables.notifications).orderBy('id').first('id', 'document_id');
    // Whoever is sending it at this moment has lost it.
    await knex(tables.notifications)
      .where('id', row.id)
      .update({ state: 'failed', claim_token: null, claimed_until: null });
    return row.document_id;
  };

  const rejected = await certificateAt('sent back');
  // So that there is something for every figure.
  await certificateAt('submitted');
  await certificateAt('approved', owner, new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
  const rejection = (await staff.events(rejected)).find(({ action }) => action === 'rejected') as unknown as {
    documentId: string;
  };
  /** A run that has ended: one that goes on would change what calls are compared by. */
  const ended = async (documentId: string): Promise<void> => {
    await waitUntil(async () => (await staff.get(`/generation-runs/${documentId}`)).data['state'] !== 'running');
  };
  const { run } = (await staff.post(`/templates/${template.documentId}/generate`)) as unknown as {
    run: { documentId: string };
  };
  await ended(run.documentId);

  return {
    app,
    staff,
    ended,
    here: here.documentId,
    elsewhere: elsewhere.documentId,
    credential: (caller: PanelCaller): string | undefined => people[caller]?.jwt ?? credentials[caller],

    /**
     * Something new for each call that may use it up; what is only read is made once.
     * @param name of the route
     * @param stage null: no certificate of a certain kind is needed
     */
    subject: async (name: string, stage: Stage | null): Promise<Subject> => {
      const left = unused.get(name);
      unused.delete(name);
      if (left) return left;
      const certificate = stage === null || stage === 'sent back' ? rejected : await certificateFor(name, stage);
      const { revision } = await staff.certificate(certificate);
      const has = (room: string) => name.includes(` /${room}`);
      return {
        ...NOTHING,
        certificate,
        revision,
        client: owner.documentId,
        run: run.documentId,
        event: rejection.documentId,
        ...((has('templates') || name === 'POST /certificates') && {
          template: (await staff.createTemplate({ name: another('Template') })).documentId,
        }),
        ...(name === 'GET /centers/:id' && { center: here.documentId }),
        ...(has('centers') &&
          name !== 'GET /centers/:id' && {
            center: (await staff.createCenter({ name: another('Center'), timeZone: 'UTC' })).documentId,
          }),
        ...(has('notifications') && { notification: await failedNotification() }),
      };
    },

    /** What a refused call was about, with which nothing has happened, is for the next one by that route. */
    giveBack: (name: string, subject: Subject): void => void unused.set(name, subject),

    /** A certificate of a client who is new in the other centre. */
    certificateElsewhere: async (stage: Stage) => {
      const client = await app.registerClient();
      await staff.post(`/centers/${elsewhere.documentId}/clients`, { add: [client.documentId] });
      const certificate = await certificateAt(stage, client);
      return { certificate, client: client.documentId, revision: (await staff.certificate(certificate)).revision };
    },

    /** Makes these the staff of a centre, and nobody else. */
    setStaff: (center: 'here' | 'elsewhere', ...callers: PanelCaller[]) =>
      staff
        .http()
        .put(`/certificates/centers/${(center === 'here' ? here : elsewhere).documentId}`)
        .send({ staff: ids(...callers) })
        .expect(200),

    /** Whether a text says anything about the client or their centre. */
    tells: (text: string): boolean =>
      [rejected, owner.documentId, owner.username, owner.email, FILE, here.documentId].some((word) =>
        text.includes(word)
      ),

    /** Everything that staff can change, as the database holds it. */
    everything: async (): Promise<unknown[][]> => {
      const { certificates, templates, centers, events, runs, files } = tables;
      const names = [certificates, templates, centers, events, runs, files];
      const rows = await Promise.all(names.map((name) => knex(name).orderBy('id')));
      const links = await knex(tables.centerClients.table);
      // Of messages only which there are: they go out meanwhile.
      const messages = await knex(tables.notifications).orderBy('id').select('id', 'event', 'dedupe_key');
      const settings = await knex('strapi_core_store_settings').where('key', 'like', 'plugin_certificates_text:%');
      return [...rows, links, messages, settings];
    },
  };
};

export type PanelWorld = Awaited<ReturnType<typeof startPanelWorld>>;
