import { UID } from '../../server/src/constants';
import { startStrapi, testClock, waitUntil, type Client, type Staff, type TestStrapi } from '../helpers';
import { office, upload } from '../helpers/office';
import { outboxRows } from './outbox-rows';

/** The sweep is started by hand. Summer in Madrid: UTC+2. */
const clock = testClock('2026-05-01T10:00:00Z');

let app: TestStrapi;
let manager: Staff;
let madrid: { documentId: string };

beforeAll(async () => {
  app = await startStrapi({ clock, config: { sweep: { enabled: false } } });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  madrid = await office(app, manager).createCenter({ name: 'Gimnasio Centro', timeZone: 'Europe/Madrid' });
});
afterAll(() => app.stop());
beforeEach(async () => {
  clock.set('2026-05-01T10:00:00Z');
  // The clock goes back: what earlier tests have left belongs to a time that has not come yet.
  const { connection, metadata } = app.strapi.db;
  await connection(metadata.get(UID.notification).tableName).del();
  await connection(metadata.get(UID.certificate).tableName).update({ trashed_at: clock.now() });
});

const sweep = () => app.strapi.plugin('certificates').service('sweep').run();

let serial = 0;
const template = async (fields: object) => {
  serial += 1;
  const made = await office(app, manager).createTemplate({ name: `Template ${serial}`, ...fields });
  return made.documentId;
};

const approve = async (client: Client, id: string, validUntil: string) => {
  await upload(app.request(client.jwt), id, 'signed.pdf', { validUntil }).expect(200);
  await office(app, manager).approve(id);
};

/** A certificate of a client, approved and valid until 30 June. */
const approved = async (of: string, validUntil = '2026-06-30') => {
  const client = await app.registerClient();
  const { documentId } = await office(app, manager).issue(client.documentId, of);
  await approve(client, documentId, validUntil);
  return { client, documentId };
};

/** Reminders queued about a certificate, in order: days before, or ordinals. */
const reminders = async (documentId: string): Promise<number[]> => {
  const rows: { data: { daysBefore?: number; ordinal?: number } | null }[] = await app.strapi.db
    .query(UID.notification)
    .findMany({ where: { certificate: { documentId } }, orderBy: { id: 'asc' } });
  return rows.flatMap(({ data }) => data?.daysBefore ?? data?.ordinal ?? []);
};

/** Everything queued has been seen to. */
const settled = () =>
  waitUntil(async () => (await app.strapi.db.query(UID.notification).count({ where: { state: 'pending' } })) === 0);

const on = async (instant: string) => {
  await settled();
  clock.set(instant);
  await sweep();
};

describe('reminders before the validity date', () => {
  it('go out once each, when the day begins where the centre is', async () => {
    const of = await template({ reminders: { daysBefore: [7, 30, 1] } });
    const { client, documentId } = await approved(of);
    await office(app, manager).post(`/centers/${madrid.documentId}/clients`, { add: [client.documentId] });

    // 31 May begins at 22:00 UTC in Madrid.
    await on('2026-05-30T21:59:00Z');
    expect(await reminders(documentId)).toEqual([]);
    await on('2026-05-30T22:00:00Z');
    await sweep();
    expect(await reminders(documentId)).toEqual([30]);
    await on('2026-06-15T12:00:00Z');
    expect(await reminders(documentId)).toEqual([30]);
    await on('2026-06-22T22:00:00Z');
    await on('2026-06-23T12:00:00Z');
    expect(await reminders(documentId)).toEqual([30, 7]);
    await on('2026-06-29T01:00:00Z');
    await on('2026-06-30T12:00:00Z');
    expect(await reminders(documentId)).toEqual([30, 7, 1]);
    await settled();
    const subjects = app.mails.to(client.email).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject.startsWith('Reminder'))).toHaveLength(3);
  });

  it('and on the last day itself, also where it expires soon on that day', async () => {
    const { documentId } = await approved(await template({ expiringSoonDays: 0, reminders: { daysBefore: [0] } }));
    await on('2026-06-30T00:00:00Z');
    expect(await reminders(documentId)).toEqual([0]);
  });

  it('after an outage are one mail, the most urgent', async () => {
    const { client, documentId } = await approved(await template({ reminders: { daysBefore: [30, 7, 1] } }));
    await settled();
    app.mails.clear();
    await on('2026-06-25T12:00:00Z');
    expect(await reminders(documentId)).toEqual([7]);
    await settled();
    expect(app.mails.to(client.email)).toMatchObject([{ subject: expect.stringMatching(/^Reminder/) }]);
  });

  it('in one message about all that one client is to be reminded of', async () => {
    const [one, two] = [
      await template({ reminders: { daysBefore: [30] } }),
      await template({ reminders: { daysBefore: [29] } }),
    ];
    const client = await app.registerClient();
    for (const [of, validUntil] of [
      [one, '2026-06-30'],
      [two, '2026-06-29'],
    ] as const) {
      const { documentId } = await office(app, manager).issue(client.documentId, of);
      await approve(client, documentId, validUntil);
    }
    await settled();
    app.mails.clear();
    await on('2026-05-31T10:00:00Z');
    await settled();
    expect(app.mails.to(client.email)).toHaveLength(1);
  });

  it('say nothing of days before the approval, or before the template reminded of them', async () => {
    const of = await template({});
    const late = await approved(of, '2026-05-20');
    await office(app, manager)
      .http()
      .put(`/certificates/templates/${of}`)
      .send({ reminders: { daysBefore: [25, 5] } });
    await on('2026-05-02T10:00:00Z');
    expect(await reminders(late.documentId)).toEqual([]);
    await on('2026-05-15T10:00:00Z');
    expect(await reminders(late.documentId)).toEqual([5]);
    const later = await approved(of, '2026-05-19');
    await on('2026-05-16T10:00:00Z');
    expect(await reminders(later.documentId)).toEqual([]);
  });

  it('are not for what is archived, deleted, expired, of blocked clients or of a deleted template', async () => {
    const of = await template({ reminders: { daysBefore: [5] } });
    const gone = await template({ reminders: { daysBefore: [5] } });
    const archived = await approved(of);
    const deleted = await approved(of);
    const blocked = await approved(of);
    const orphan = await approved(gone);
    const expired = await approved(of, '2026-06-20');
    const kept = await approved(of);
    await office(app, manager).post(`/certificates/${archived.documentId}/archive`);
    await office(app, manager).http().delete(`/certificates/certificates/${deleted.documentId}`).expect(200);
    await office(app, manager).http().delete(`/certificates/templates/${gone}`).expect(200);
    await app.strapi.db.query(UID.user).update({ where: { id: blocked.client.id }, data: { blocked: true } });
    await on('2026-06-25T10:00:00Z');
    for (const { documentId } of [archived, deleted, blocked, orphan, expired]) {
      expect(await reminders(documentId)).toEqual([]);
    }
    expect(await reminders(kept.documentId)).toEqual([5]);
  });

  it('are not doubled by two sweeps at once', async () => {
    const { documentId } = await approved(await template({ reminders: { daysBefore: [5] } }));
    clock.set('2026-06-25T10:00:00Z');
    await Promise.all([sweep(), sweep(), sweep()]);
    expect(await reminders(documentId)).toEqual([5]);
  });
});

describe('reminders that something is missing', () => {
  it('go out every so many days, so many times', async () => {
    const of = await template({ reminders: { missingEveryDays: 3, missingMax: 2 } });
    const client = await app.registerClient();
    const { documentId } = await office(app, manager).issue(client.documentId, of);
    await on('2026-05-04T09:59:00Z');
    expect(await reminders(documentId)).toEqual([]);
    await on('2026-05-04T10:00:00Z');
    await on('2026-05-04T10:01:00Z');
    expect(await reminders(documentId)).toEqual([1]);
    await settled();
    await on('2026-05-07T10:00:00Z');
    await settled();
    await on('2026-05-10T10:00:00Z');
    await on('2026-06-10T10:00:00Z');
    expect(await reminders(documentId)).toEqual([1, 2]);
    await settled();
    const subjects = app.mails.to(client.email).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject.startsWith('Reminder'))).toHaveLength(2);
  });

  it('stop when nothing is missing any more', async () => {
    const of = await template({ reminders: { missingEveryDays: 3, missingMax: null } });
    const client = await app.registerClient();
    const { documentId } = await office(app, manager).issue(client.documentId, of);
    await on('2026-05-04T10:00:00Z');
    await upload(app.request(client.jwt), documentId, 'signed.pdf', { validUntil: '2026-06-30' }).expect(200);
    await on('2026-05-07T10:00:00Z');
    expect(await reminders(documentId)).toEqual([1]);
  });

  it('after an outage are only the latest', async () => {
    const of = await template({ reminders: { missingEveryDays: 2, missingMax: 5 } });
    const client = await app.registerClient();
    const { documentId } = await office(app, manager).issue(client.documentId, of);
    await on('2026-05-08T11:00:00Z');
    expect(await reminders(documentId)).toEqual([3]);
    await on('2026-07-08T11:00:00Z');
    expect(await reminders(documentId)).toEqual([3, 5]);
  });

  it('do not tell of what fell due before the template reminded of it', async () => {
    const of = await template({});
    const client = await app.registerClient();
    const { documentId } = await office(app, manager).issue(client.documentId, of);
    clock.set('2026-05-08T10:00:00Z');
    await office(app, manager)
      .http()
      .put(`/certificates/templates/${of}`)
      .send({ reminders: { missingEveryDays: 3, missingMax: 5 } })
      .expect(200);
    await on('2026-05-08T12:00:00Z');
    expect(await reminders(documentId)).toEqual([]);
    await on('2026-05-10T10:00:00Z');
    expect(await reminders(documentId)).toEqual([3]);
  });
});

describe('one sweep tells one client in one mail', () => {
  const mailsTo = async ({ email }: Client, subject: RegExp) => {
    await settled();
    return app.mails.to(email).filter((mail) => subject.test(mail.subject));
  };

  it('what is issued early, of several templates', async () => {
    const renewing = { renewOnExpiry: true, renewalLeadDays: 30 };
    const client = await app.registerClient();
    const names: string[] = [];
    // One ends on this very day, so that its request comes by another way than those that come early.
    for (const [validUntil, lead] of [
      ['2026-06-30', {}],
      ['2026-06-30', {}],
      ['2026-05-31', { renewalLeadDays: 0 }],
    ] as const) {
      const of = await office(app, manager).createTemplate({ name: `Early ${names.length}`, ...renewing, ...lead });
      const { documentId } = await office(app, manager).issue(client.documentId, of.documentId);
      await approve(client, documentId, validUntil);
      names.push(of.name);
    }
    await settled();
    app.mails.clear();
    await on('2026-06-01T00:00:00Z');
    const mails = await mailsTo(client, /^New certificate/);
    expect(mails).toHaveLength(1);
    for (const name of names) expect(mails[0]?.subject).toContain(name);
  });

  it('what has expired, however many others have', async () => {
    const rows = outboxRows(app.strapi, () => clock.now());
    const client = await app.registerClient();
    const others = await rows.client({ blocked: true });
    const expiresAt = (day: number) => new Date(Date.UTC(2026, 3, day));
    const certificates = [
      ...Array.from({ length: 1_100 }, () => ({ client_id: others.id, expires_at: expiresAt(15) })),
      ...[1, 15, 29].map((day) => ({ client_id: client.id, expires_at: expiresAt(day) })),
    ];
    const at = clock.now();
    for (let from = 0; from < certificates.length; from += 50) {
      const some = certificates.slice(from, from + 50).map((row, index) => ({
        document_id: `expired${from + index}`,
        name: 'Medical certificate',
        expires: true,
        state: 'approved',
        valid_until: '2026-04-14',
        expiring_soon_at: expiresAt(1),
        issued_at: expiresAt(1),
        revision: 1,
        created_at: at,
        updated_at: at,
        published_at: at,
        ...row,
      }));
      await rows.table(UID.certificate).insert(some);
    }
    app.mails.clear();
    expect(await sweep()).toMatchObject({ expired: 1_103 });
    expect(await mailsTo(client, /^Expired/)).toHaveLength(1);
    const told: string[] = await rows.table(UID.notification).where({ client_id: client.id }).pluck('created_at');
    expect(told).toHaveLength(3);
  });

  it('what is missing, of several templates', async () => {
    const client = await app.registerClient();
    for (const missingEveryDays of [3, 4]) {
      const of = await template({ reminders: { missingEveryDays, missingMax: 2 } });
      await office(app, manager).issue(client.documentId, of);
    }
    await settled();
    app.mails.clear();
    await on('2026-05-05T10:00:00Z');
    expect(await mailsTo(client, /^Reminder/)).toHaveLength(1);
  });
});
