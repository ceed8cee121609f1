import { randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { startStrapi, testClock, waitUntil, type TestStrapi } from '../../helpers';
import { office, upload } from '../../helpers/office';
import { browserSubscription, startPushService } from '../push-service';
import { CLIENTS, folderOf, look, MANAGER, NOW, PROFESSIONAL, temporaryHome } from './earlier';

type Client = Awaited<ReturnType<TestStrapi['registerClient']>>;

/** Messages that nobody has tried to send yet, or is about to. */
const untried = (app: TestStrapi, at: Date): Promise<unknown> =>
  app.strapi.db
    .connection('certificates_notifications')
    .where({ state: 'pending', attempts: 0 })
    .where('next_attempt_at', '<=', at)
    .first('id');

/** As a process leaves them that is killed in the middle of a run, of a sweep and of a delivery. */
const leaveHalfDone = async (app: TestStrapi, run: { documentId: string }, template: string, at: Date) => {
  const knex = app.strapi.db.connection;
  const issued: { id: number; client_id: number }[] = await knex('certificates_certificates')
    .where('origin_key', 'like', `run:${run.documentId}:%`)
    .orderBy('client_id');
  const toCome = issued.slice(2);
  for (const table of ['certificates_notifications', 'certificates_events']) {
    await knex(table)
      .whereIn(
        'certificate_id',
        toCome.map((row) => row.id)
      )
      .del();
  }
  await knex('certificates_certificates')
    .whereIn(
      'id',
      toCome.map((row) => row.id)
    )
    .del();
  await knex('certificates_generation_runs').where({ document_id: run.documentId }).update({
    state: 'running',
    active_key: template,
    cursor: issued[1]?.client_id,
    done: 2,
    issued: 2,
    finished_at: null,
  });
  const until = new Date(at.getTime() + 60_000);
  await knex('certificates_leases')
    .whereIn('name', ['sweep', `run:${run.documentId}`])
    .update({ until });
  await knex('certificates_notifications')
    .where({ state: 'pending', channel: 'email' })
    .orderBy('id', 'desc')
    .limit(1)
    .update({ claim_token: randomUUID(), claimed_until: new Date() });
};

/**
 * Rows in each of the plugin's tables: a certificate in each state, with a history; messages sent, waiting, failed and
 * cancelled, one of them under way; devices; a calendar; texts of one's own; a run that has ended and one that was broken
 * off.
 */
export const write = async (version: string): Promise<void> => {
  const clock = testClock('2026-01-10T09:00:00Z');
  const home = await temporaryHome();
  const pushes = await startPushService();
  const app = await startStrapi({
    home,
    clock,
    config: {
      sweep: { enabled: false },
      timeZone: 'Europe/Madrid',
      locale: 'es',
      notifications: {
        staffDigest: { enabled: true },
        push: { webPush: pushes.config, expo: { apiUrl: pushes.origin } },
      },
    },
  });
  const manager = await app.createAdminUser({ email: MANAGER, roles: ['certificates-manager'] });
  const professional = await app.createAdminUser({ email: PROFESSIONAL, roles: ['certificates-professional'] });
  const staff = office(app, manager);
  const clients: Client[] = [];
  for (const username of CLIENTS) clients.push(await app.registerClient({ username }));
  const [ana, bruno, carla, diego, elena] = clients as [Client, Client, Client, Client, Client];
  const center = await staff.createCenter({
    name: 'Gimnasio Centro',
    timeZone: 'Atlantic/Canary',
    clients: [ana.documentId, bruno.documentId],
    staff: [manager.documentId],
  });
  await staff.createCenter({
    name: 'Piscina Norte',
    timeZone: 'Europe/Madrid',
    clients: [carla.documentId],
    staff: [professional.documentId],
  });
  await staff
    .http()
    .put('/certificates/settings/texts')
    .send({
      texts: {
        'certificate.created': {
          es: { subject: 'Tráenos {{certificateName}}', text: 'Hola, {{clientName}}: súbelo.' },
        },
      },
    })
    .expect(200);
  const device = (client: Client, body: object) =>
    app.request(client.jwt).post('/api/certificates/push-subscriptions').send({ data: body }).expect(201);
  await device(ana, browserSubscription(pushes.origin, '/ana'));
  await device(bruno, { driver: 'expo', token: 'ExponentPushToken[abcdefghijklmnopqrstuv]', locale: 'it' });
  const calendar = await app.request(ana.jwt).post('/api/certificates/calendar').send({}).expect(201);

  const medical = await staff.createTemplate({
    name: 'Certificado médico',
    instructions: 'Firmado por su médico.',
    renewOnExpiry: true,
    accessRule: 'block',
    reminders: { daysBefore: [7, 1] },
  });
  const identity = await staff.createTemplate({ name: 'Identity', expires: false });
  await staff.createTemplate({
    name: 'Seguro',
    issueToNewClients: true,
    accessRule: 'warn',
    centers: [center.documentId],
  });
  const bulk = await staff.createTemplate({ name: 'Ficha' });
  const interrupted = await staff.createTemplate({ name: 'Licencia federativa' });
  // Who joins the centre gets what it asks for.
  await staff.post(`/centers/${center.documentId}/clients`, { add: [diego.documentId] });

  const submit = async (client: Client, template: string, file: string, validUntil?: string) => {
    const { documentId } = await staff.issue(client.documentId, template);
    const fields = { ...(validUntil ? { validUntil } : {}), notes: 'Traído en mano. ✓' };
    await upload(app.request(client.jwt), documentId, file, fields).expect(200);
    return documentId;
  };
  await staff.issue(ana.documentId, medical.documentId);
  await submit(ana, medical.documentId, 'signed.pdf', '2026-12-31');
  for (const [client, day] of [
    [bruno, '2026-12-31'],
    [bruno, '2026-03-05'],
    [elena, '2026-03-04'],
    [carla, '2026-02-10'],
  ] as const) {
    await staff.approve(await submit(client, medical.documentId, 'signed.pdf', day));
  }
  await staff.approve(await submit(carla, identity.documentId, 'signed.pdf'));
  const reject = async () => {
    const id = await submit(ana, medical.documentId, 'signed.pdf', '2026-11-30');
    await staff.post(`/certificates/${id}/reject`, { revision: 2, reason: 'unreadable', comment: 'Borroso' });
    return id;
  };
  await reject();
  // What was sent back stays with the history, beside what came in its place.
  await upload(app.request(ana.jwt), await reject(), 'signed.pdf').expect(200);
  const archived = await submit(ana, identity.documentId, 'signed.pdf');
  await staff.approve(archived);
  await staff.post(`/certificates/${archived}/archive`);
  const deleted = await submit(carla, identity.documentId, 'signed.pdf');
  await staff.http().delete(`/certificates/certificates/${deleted}`).expect(200);
  const tried = () => waitUntil(async () => !(await untried(app, clock.now())), { what: 'the messages' });
  await tried();

  app.mails.refuse(550);
  await staff.issue(bruno.documentId, identity.documentId);
  await tried();
  app.mails.refuse(451);
  const { documentId: regretted } = await staff.issue(elena.documentId, identity.documentId);
  await tried();
  await staff.http().delete(`/certificates/certificates/${regretted}`).expect(200);

  clock.set('2026-02-20T09:00:00Z');
  await app.strapi.plugin('certificates').service('sweep').run();
  clock.set(NOW);
  const generate = async (template: string) => {
    const { run } = (await staff.post(`/templates/${template}/generate`)) as unknown as { run: { documentId: string } };
    const isDone = async () =>
      ((await staff.get(`/generation-runs/${run.documentId}`)).data as { state: string }).state === 'done';
    await waitUntil(isDone, { what: 'the run' });
    return run;
  };
  await generate(bulk.documentId);
  const run = await generate(interrupted.documentId);
  await tried();
  await leaveHalfDone(app, run, interrupted.documentId, clock.now());

  const kept = { ...(await look(app)), calendar: calendar.body.data };
  const folder = folderOf(version);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const copy = path.join(home.dir, 'copy.db');
  await app.strapi.db.connection.raw('VACUUM INTO ?', [copy]);
  await writeFile(path.join(folder, 'data.db.gz'), gzipSync(await readFile(copy), { level: 9 }));
  await cp(path.join(home.dir, 'private'), path.join(folder, 'private'), { recursive: true });
  await writeFile(path.join(folder, 'kept.json'), `${JSON.stringify(kept, null, 2)}\n`);
  await app.stop();
  await pushes.close();
};
