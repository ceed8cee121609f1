import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fixture, startStrapi, testClock, waitUntil, type TestClock, type TestStrapi } from '../helpers';
import type { StaffView } from '../helpers/office';
import { startPushService } from './push-service';
import {
  clientAt,
  CLIENTS,
  folderOf,
  look,
  managerAt,
  NOW,
  rowsBeside,
  temporaryHome,
  type Kept,
} from './upgrade/earlier';
import { write } from './upgrade/write';

/*
 * What an earlier version has left must open in this one with nothing lost, and go on. The folders in
 * tests/fixtures/upgrade were written by the versions that they are named after: `WRITE_UPGRADE_FIXTURE=<version>` has
 * this version write its own, to be done once for each release.
 */

const VERSIONS = ['0.1.0'];
/** Nothing is sent or swept while one looks. */
const still = { sweep: { enabled: false }, notifications: { email: { enabled: false } }, timeZone: 'Europe/Madrid' };

if (process.env.WRITE_UPGRADE_FIXTURE) {
  beforeAll(() => write(String(process.env.WRITE_UPGRADE_FIXTURE)), 120_000);
}

describe.each(VERSIONS)('what version %s has left', (version) => {
  let app: TestStrapi;
  let kept: Kept & { calendar: { url: string } };
  let clock: TestClock;

  const database = (): string => path.join(app.home.dir, 'earlier.db');
  const table = (name: string) => app.strapi.db.connection(`certificates_${name}`);
  const count = async (name: string, where: object = {}): Promise<number> =>
    Number((await table(name).where(where).count({ n: '*' }).first())?.n);

  beforeAll(async () => {
    const home = await temporaryHome();
    const folder = folderOf(version);
    const data = gunzipSync(await readFile(path.join(folder, 'data.db.gz')));
    for (const name of ['data.db', 'earlier.db']) await writeFile(path.join(home.dir, name), data);
    await cp(path.join(folder, 'private'), path.join(home.dir, 'private'), { recursive: true });
    kept = JSON.parse(await readFile(path.join(folder, 'kept.json'), 'utf8')) as typeof kept;
    clock = testClock(NOW);
    app = await startStrapi({ home, clock, config: still });
  }, 60_000);
  afterAll(() => app.stop());

  it('is all there, row by row', async () => {
    const beside = await rowsBeside(app, database());
    expect(beside.map((one) => one.table)).toHaveLength(13);
    for (const { table: name, then, now } of beside) {
      expect([name, then.length > 0]).toEqual([name, true]);
      expect([name, now]).toEqual([name, then]);
    }
  });

  it('is all to be seen: certificates, templates, centres, history, messages, devices, and the bytes of documents', async () => {
    const counts = (words: string[]) =>
      words
        .sort()
        .map((word, at) => (words[at - 1] === word ? '' : word))
        .filter(Boolean);
    expect(counts(kept.certificates.map(({ state }) => state))).toEqual([
      'approved',
      'expired',
      'expiring_soon',
      'missing_info',
      'pending_approval',
    ]);
    expect(kept.certificates.filter(({ archivedAt }) => archivedAt !== null)).toHaveLength(2);
    expect(kept.certificates.filter(({ trashedAt }) => trashedAt !== null)).toHaveLength(2);
    expect(counts(kept.notifications.map(({ state }) => state))).toEqual(['cancelled', 'failed', 'pending', 'sent']);
    expect(kept.theirs.length).toBeGreaterThan(0);
    expect(kept.theirs.length).toBeLessThan(kept.certificates.length);
    expect(kept.devices.ana).toHaveLength(1);
    const { calendar: _, ...seen } = kept;
    expect(await look(app)).toMatchObject(seen);
    const signed = createHash('sha256')
      .update(await readFile(fixture('signed.pdf')))
      .digest('hex');
    expect(Object.values(kept.documents)).toContain(signed);
    const feed = await app.request().get(kept.calendar.url).expect(200);
    expect(feed.text).toContain('BEGIN:VCALENDAR');
  });

  it('asks no client again for what they have', async () => {
    const before = await count('certificates');
    await app.strapi.plugin('certificates').service('catch-up').run();
    expect(await count('certificates')).toBe(before);
    const { jwt } = await clientAt(app, 'bruno');
    const mine = (await app.request(jwt).get('/api/certificates').expect(200)).body.data as StaffView[];
    expect(mine.map(({ state }) => state)).toEqual(expect.arrayContaining(['approved', 'expiring_soon']));
  });

  it('goes on: what waited is sent, the run that was broken off ends, the sweep renews', async () => {
    const pushes = await startPushService();
    const waiting = kept.notifications.filter(({ state }) => state === 'pending').length;
    expect(waiting).toBeGreaterThan(3);
    // When the leases of the processes that died have run out.
    clock.advance({ minutes: 5 });
    app = await app.restart({
      config: {
        sweep: { enabled: false },
        timeZone: 'Europe/Madrid',
        locale: 'es',
        notifications: { staffDigest: { enabled: true }, push: { webPush: pushes.config } },
      },
    });
    const run = () =>
      table('generation_runs').orderBy('id', 'desc').first('state', 'total', 'done', 'issued', 'template_id');
    await waitUntil(async () => (await run()).state === 'done', { what: 'the run' });
    const { total, done, issued, template_id: template } = await run();
    expect([total, done, issued]).toEqual([CLIENTS.length, CLIENTS.length, CLIENTS.length]);
    const holders: number[] = await table('certificates').where({ template_id: template }).pluck('client_id');
    expect([holders.length, new Set(holders).size]).toEqual([CLIENTS.length, CLIENTS.length]);

    // What a push service has refused waits for its hour, and for the device's driver to be set up again.
    clock.advance({ minutes: 70 });
    const due = () => table('notifications').where({ state: 'pending', channel: 'email' }).first('id');
    await waitUntil(async () => !(await due()), { what: 'the messages' });
    const failed = kept.notifications.find(({ state, channel }) => state === 'failed' && channel === 'email');
    const refused = () => count('notifications', { state: 'failed', channel: 'email' });
    expect(await refused()).toBe(1);
    const staff = await managerAt(app);
    await staff.post(`/notifications/${failed?.documentId}/retry`);
    await waitUntil(async () => (await refused()) === 0, { what: 'the second try' });
    for (const name of CLIENTS) {
      // Bruno's telephone is in Italian.
      const subject = name === 'bruno' ? 'Nuovo certificato: Licencia federativa' : 'Tráenos Licencia federativa';
      const [mail] = await app.mails.waitFor({ to: `${name}@example.com`, subject });
      if (name !== 'bruno') expect(mail?.text).toContain(`Hola, ${name}: súbelo.`);
    }
    const ids = app.mails.all().map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(ids.length);

    // The device is where it was; its push service is on this machine now.
    const endpoint = `${pushes.origin}/ana`;
    const endpoint_hash = createHash('sha256').update(endpoint).digest('hex');
    await table('push_subscriptions').where({ driver: 'web-push' }).update({ endpoint, endpoint_hash });
    const { documentId } = await clientAt(app, 'ana');
    await staff.issue(documentId, (kept.templates[0] as { documentId: string }).documentId);
    await waitUntil(() => pushes.received.includes('/ana'), { what: 'the push' });
    await pushes.close();

    clock.set('2026-03-06T10:00:00Z');
    // Bruno's other one is open still, and so takes the place of a new request; Elena has no other.
    expect(await app.strapi.plugin('certificates').service('sweep').run()).toMatchObject({ expired: 2, renewed: 1 });
    const [successor] = (await staff.list('sort=issuedAt:DESC&pageSize=1')) as [StaffView];
    expect([successor.client.username, successor.state]).toEqual(['elena', 'missing_info']);
    expect(successor.predecessor).not.toBeNull();
    await app.mails.waitFor({ to: 'elena@example.com', subject: /Certificado médico/ });
  }, 90_000);
});
