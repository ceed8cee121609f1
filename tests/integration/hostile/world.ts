import { waitUntil, startStrapi } from '../../helpers';
import { office, upload } from '../../helpers/office';

/** What a request names; each of it is there. */
export interface Things {
  certificate: string;
  revision: number;
  client: string;
  template: string;
  center: string;
  staff: string;
  run: string;
  event: string;
  notification: string;
  device: string;
  link: string;
}

/** How far the certificate of a request is to be. */
export type Stage = 'issued' | 'submitted' | 'approved';

/** An office with everything in it, and requests that use it up. */
export const startHostileWorld = async () => {
  const app = await startStrapi({
    graphql: true,
    config: { sweep: { enabled: false }, notifications: { push: { expo: {} } } },
    settings: { 'api.rest.strictParams': false },
  });
  // Strapi's body parser logs each broken JSON with a stack.
  app.strapi.log.silent = true;
  const boss = await app.createAdminUser({ roles: ['certificates-manager'] });
  const staff = office(app, boss);
  const owner = await app.registerClient();
  const center = await staff.createCenter({ name: 'Here', timeZone: 'UTC', clients: [owner.documentId] });
  const template = await staff.createTemplate({ name: 'Medical certificate', reminders: { daysBefore: [3] } });

  const issued = async () => (await staff.issue(owner.documentId, template.documentId)).documentId;
  const submitted = async () => {
    const id = await issued();
    await upload(app.request(owner.jwt), id, 'scan.png', { validUntil: '2099-12-31' }).expect(200);
    return id;
  };
  const at = {
    issued,
    submitted,
    approved: async () => (await staff.approve(await submitted())).documentId,
  };
  let serial = 0;
  const another = (word: string) => `${word}-${(serial += 1)}`;

  const sentBack = await submitted();
  await staff.post(`/certificates/${sentBack}/reject`, { revision: 2, reason: 'unreadable' });
  const [event] = (await staff.events(sentBack)).filter(({ action }) => action === 'rejected') as unknown as {
    documentId: string;
  }[];
  const { run } = (await staff.post(`/templates/${template.documentId}/generate`)) as unknown as {
    run: { documentId: string };
  };
  const knex = app.strapi.db.connection;
  const failed = async (): Promise<string> => {
    const row = await knex('certificates_notifications').orderBy('id').first('id', 'document_id');
    await knex('certificates_notifications').where('id', row.id).update({ state: 'failed' });
    return row.document_id;
  };
  const device = async (): Promise<string> => {
    const data = { driver: 'expo', token: another('phone') };
    return (await app.request(owner.jwt).post('/api/certificates/push-subscriptions').send({ data }).expect(201)).body
      .data.documentId;
  };
  const link = async (): Promise<string> =>
    (await app.request(owner.jwt).post('/api/certificates/calendar').send({}).expect(201)).body.data.url
      .split('/')
      .at(-1);
  await waitUntil(async () => (await knex('certificates_notifications').where('state', 'pending')).length === 0);

  const fixed = {
    client: owner.documentId,
    template: template.documentId,
    center: center.documentId,
    staff: boss.documentId,
    run: run.documentId,
    event: event?.documentId ?? '',
    notification: await failed(),
    device: await device(),
    link: await link(),
  };
  return {
    app,
    credentials: { manager: boss.jwt, client: owner.jwt, token: await app.apiToken('full-access') },
    another,

    /** What a request is about: new, where an earlier one has used it up. */
    things: async (route: string, stage: Stage): Promise<Things> => {
      const certificate = route.includes('/events/') ? sentBack : await at[stage]();
      const { revision } = await staff.certificate(certificate);
      const isFor = (room: string) => route.includes(`/${room}/:`) && !route.startsWith('GET');
      return {
        ...fixed,
        certificate,
        revision,
        ...(isFor('templates') && { template: (await staff.createTemplate({ name: another('T') })).documentId }),
        ...(isFor('centers') && {
          center: (await staff.createCenter({ name: another('C'), timeZone: 'UTC' })).documentId,
        }),
        ...(isFor('notifications') && { notification: await failed() }),
        ...(isFor('push-subscriptions') && { device: await device() }),
        ...(route.includes('/calendar/') && { link: await link() }),
      };
    },
  };
};

export type HostileWorld = Awaited<ReturnType<typeof startHostileWorld>>;
