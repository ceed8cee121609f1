import { Writable } from 'node:stream';
import ICAL from 'ical.js';
import { UID } from '../../server/src/constants';
import { startStrapi, testClock, type TestStrapi } from '../helpers';
import { office, upload } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';

const clock = testClock('2026-03-01T10:00:00Z');
const LONG = 'Certificat médical, « sport »; ligne\\n 🏊 – ' + 'très '.repeat(20) + 'long';
let app: TestStrapi;
let manager: Staff;
let template: string;

beforeAll(async () => {
  app = await startStrapi({
    clock,
    config: {
      sweep: { enabled: false },
      clients: { localeField: 'language' },
      notifications: { email: { enabled: false }, clientAppUrl: 'https://app.example.com/?a=1;2' },
    },
    prepare({ config }) {
      config.set('middlewares', ['strapi::logger', ...config.get<string[]>('middlewares')]);
    },
  });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  template = (await office(app, manager).createTemplate({ name: LONG })).documentId;
});
afterAll(() => app.stop());

const make = async (client: Client, body?: object): Promise<string> =>
  (await app.request(client.jwt).post('/api/certificates/calendar').send(body).expect(201)).body.data.url;
const read = (url: string) => app.request().get(url);

const eventsOf = (text: string) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((component) => ({ component, event: new ICAL.Event(component) }));
};

const certificate = async (client: Client, validUntil: string, { approve = true } = {}): Promise<string> => {
  const staff = office(app, manager);
  const { documentId } = await staff.issue(client.documentId, template);
  await upload(app.request(client.jwt), documentId, 'scan.png', { validUntil }).expect(200);
  if (approve) await staff.approve(documentId);
  return documentId;
};

describe("a client's calendar", () => {
  it('has an event on each last day, all day long, that any calendar reads', async () => {
    const client = await app.registerClient();
    const [first, second] = [await certificate(client, '2026-12-31'), await certificate(client, '2027-02-28')];
    clock.advance({ minutes: 5 });
    const waiting = await certificate(client, '2027-03-31', { approve: false });
    await office(app, manager).issue(client.documentId, template);

    const answer = await read(await make(client, { data: { names: true, locale: 'fr' } })).expect(200);
    expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('private, no-cache');
    const { text } = answer;
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75 && !line.includes('\n'))).toBe(true);
    expect(text).toMatch(/\r\nVERSION:2\.0\r\n.*\r\nX-WR-CALNAME:Certificats\r\n.*\r\nEND:VCALENDAR\r\n$/s);

    const events = eventsOf(text);
    const facts = events.map(({ component, event: { uid, startDate, endDate, summary } }) => ({
      uid,
      days: [startDate.isDate, startDate.toString(), endDate.toString()],
      summary,
      status: component.getFirstPropertyValue('status'),
    }));
    const summary = `${LONG} : dernier jour de validité`;
    expect(facts).toEqual([
      { uid: `${waiting}@certificates`, days: [true, '2027-03-31', '2027-04-01'], summary, status: 'TENTATIVE' },
      { uid: `${second}@certificates`, days: [true, '2027-02-28', '2027-03-01'], summary, status: 'CONFIRMED' },
      { uid: `${first}@certificates`, days: [true, '2026-12-31', '2027-01-01'], summary, status: 'CONFIRMED' },
    ]);
    expect(events[0]?.component.getFirstPropertyValue('dtstamp')?.toString()).toBe('2026-03-01T10:05:00Z');
    expect(events[1]?.component.getFirstPropertyValue('dtstamp')?.toString()).toBe('2026-03-01T10:00:00Z');
    expect(events[0]?.component.getFirstPropertyValue('url')).toBe('https://app.example.com/?a=1%3B2');
  });

  it('follows what becomes of the certificates', async () => {
    const client = await app.registerClient();
    const [kept, archived, rejected] = [
      await certificate(client, '2027-01-31'),
      await certificate(client, '2027-01-30'),
      await certificate(client, '2027-01-29', { approve: false }),
    ];
    const url = await make(client);
    const days = async () =>
      eventsOf((await read(url).expect(200)).text).map(({ event }) => event.startDate.toString());
    expect(await days()).toEqual(['2027-01-31', '2027-01-30', '2027-01-29']);
    const staff = office(app, manager);
    await staff.post(`/certificates/${archived}/archive`);
    await staff.post(`/certificates/${rejected}/reject`, { revision: 2, reason: 'wrong_date' });
    expect(await days()).toEqual(['2027-01-31']);
    await staff.http().delete(`/certificates/certificates/${kept}`).expect(200);
    expect(await days()).toEqual([]);
  });

  it('tells whoever looks over the shoulder nothing of the documents', async () => {
    const client = await app.registerClient();
    await certificate(client, '2027-01-31');
    const { text } = await read(await make(client)).expect(200);
    for (const word of ['Certificat médical', client.username, client.email, 'scan.png'])
      expect(text).not.toContain(word);
    expect(eventsOf(text)[0]?.component.getFirstPropertyValue('class')).toBe('PRIVATE');
  });

  it.each([
    ['en', 'Last day of validity of a certificate'],
    ['es', 'Último día de validez de un certificado'],
    ['it', 'Ultimo giorno di validità di un certificato'],
    ['fr', 'Dernier jour de validité d’un certificat'],
    ['de', 'Letzter Tag der Gültigkeit eines Nachweises'],
    ['pt-BR', 'Último dia de validade de um certificado'],
  ])('is in the language of the client: %s', async (language, summary) => {
    const client = await app.registerClient();
    await app.strapi.db.query(UID.user).update({ where: { id: client.id }, data: { language } });
    await certificate(client, '2027-01-31');
    expect(eventsOf((await read(await make(client)).expect(200)).text)[0]?.event.summary).toBe(summary);
  });
});

describe('its link', () => {
  it('ends where another is made, where it is revoked, and for all the same', async () => {
    const client = await app.registerClient();
    const refusal = async (url: string) => {
      const { status, body, headers } = await app.request().get(url);
      return { status, body, headers: { ...headers, date: '' } };
    };
    const unknown = await refusal(`/api/certificates/calendar/${'x'.repeat(43)}`);
    expect(unknown).toMatchObject({ status: 403, body: { error: { details: { code: 'forbidden' } } } });

    const old = await make(client);
    await read(old).expect(200);
    const url = await make(client);
    expect(url).not.toBe(old);
    expect(await refusal(old)).toEqual(unknown);
    await read(url).expect(200);

    await app.strapi.db.query(UID.user).update({ where: { id: client.id }, data: { blocked: true } });
    expect(await refusal(url)).toEqual(unknown);
    await app.strapi.db.query(UID.user).update({ where: { id: client.id }, data: { blocked: false } });
    await read(url).expect(200);

    const http = app.request(client.jwt);
    await http.delete('/api/certificates/calendar').expect(204);
    expect(await refusal(url)).toEqual(unknown);
    await http.delete('/api/certificates/calendar').expect(204);
    for (const odd of ['x', '%00', 'x'.repeat(5000), "'", '%F0%9F']) {
      expect(await refusal(`/api/certificates/calendar/${odd}`)).toEqual(unknown);
    }
  });

  it("shows nobody else's, and is each client's own", async () => {
    const [one, other] = [await app.registerClient(), await app.registerClient()];
    await certificate(one, '2027-01-31');
    const [first, second] = [await make(one), await make(other)];
    await app.request(other.jwt).delete('/api/certificates/calendar').expect(204);
    expect(eventsOf((await read(first).expect(200)).text)).toHaveLength(1);
    await read(second).expect(403);
    const token = app.request(await app.apiToken('full-access'));
    await token.post('/api/certificates/calendar').expect(403);
    await app.request().post('/api/certificates/calendar').expect(403);
  });

  it('goes with its client, however the client goes', async () => {
    const links = () => app.strapi.db.connection('certificates_calendar_links');
    const [deleted, erased] = [await app.registerClient(), await app.registerClient()];
    const urls = [await make(deleted), await make(erased)];
    expect(await links().whereIn('client_id', [deleted.id, erased.id])).toHaveLength(2);
    await app.strapi.db.query(UID.user).delete({ where: { id: deleted.id } });
    await app.strapi.db.connection('up_users').where({ id: erased.id }).del();
    expect(await links().whereIn('client_id', [deleted.id, erased.id])).toEqual([]);
    for (const url of urls) await read(url).expect(403);
  });

  it('is kept as a hash, and no log has it', async () => {
    const { transports } = nativeRequire('winston') as {
      transports: { Stream: new (options: object) => { silent: boolean } };
    };
    const lines: string[] = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const { log } = app.strapi;
    for (const transport of log.transports) transport.silent = true;
    const recorder = new transports.Stream({ stream, level: 'silly' });
    log.add(recorder as never);
    const level = log.level;
    log.level = 'silly';

    const client = await app.registerClient();
    const url = await make(client);
    await read(url).expect(200);
    await read(url.replace('/api/certificates/calendar', '/API/Certificates/CALENDAR')).expect(200);
    const token = url.split('/').at(-1) as string;
    expect(token).toMatch(/^[\w-]{43}$/);
    log.level = level;
    log.remove(recorder as never);

    expect(lines.filter((line) => line.includes('/calendar/hidden'))).toHaveLength(1);
    expect(lines.some((line) => /CALENDAR\/hidden/.test(line))).toBe(true);
    expect(lines.join('')).not.toContain(token);
    const rows = await app.strapi.db.connection('certificates_calendar_links').where({ client_id: client.id });
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it.each([
    [{ data: { names: 'yes' } }, 'input_invalid'],
    [{ data: { locale: '../etc' } }, 'input_invalid'],
    [{ data: [] }, 'input_invalid'],
    [{ data: { token: 'mine' } }, 'field_unknown'],
  ])('is refused for %j', async (body, code) => {
    const client = await app.registerClient();
    const answer = await app.request(client.jwt).post('/api/certificates/calendar').send(body);
    expect([answer.status, answer.body.error?.details.code]).toEqual([400, code]);
  });
});
