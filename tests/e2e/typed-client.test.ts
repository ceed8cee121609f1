import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fixture, startStrapi, testClock, type Client, type TestStrapi } from '../helpers';
import { office } from '../helpers/office';
import { openBrowser, type Page, type TestBrowser } from './browser';

/** The typed client in a browser, where uploads go by XMLHttpRequest, which Node has not. */
const clock = testClock('2026-03-01T10:00:00Z');
let app: TestStrapi;
let browser: TestBrowser;
let page: Page;
let client: Client;
let certificate: string;

beforeAll(async () => {
  app = await startStrapi({
    clock,
    config: { sweep: { enabled: false }, notifications: { email: { enabled: false } } },
  });
  const staff = office(app, await app.createAdminUser({ roles: ['certificates-manager'] }));
  client = await app.registerClient();
  const { documentId } = await staff.createTemplate({ name: 'Medical' });
  certificate = (await staff.issue(client.documentId, documentId)).documentId;

  browser = await openBrowser(app.url);
  page = await browser.visit('', { jwt: '' });
  const source = await readFile(path.resolve(__dirname, '../../dist/client/index.js'), 'utf8');
  await page.evaluate(`{ const exports = {}; ${source}\n; globalThis.published = exports; }`);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Uploads in the page. @returns what the caller is told, and the steps on the way */
const upload = async (file: string, { baseUrl = '', abortAfter = -1, validUntil = '2026-12-31' } = {}) => {
  const bytes = (await readFile(fixture(file))).toString('base64');
  const asked = { baseUrl, token: client.jwt, certificate, bytes, file, abortAfter, validUntil };
  return page.evaluate<{
    steps: { loaded: number; total: number }[];
    answer?: object;
    refusal?: object;
  }>(`(async () => {
    const asked = ${JSON.stringify(asked)};
    const { createCertificatesClient } = globalThis.published;
    const certificates = createCertificatesClient({ baseUrl: asked.baseUrl, token: asked.token });
    const file = new File([Uint8Array.from(atob(asked.bytes), (c) => c.charCodeAt(0))], asked.file);
    const steps = [];
    const leave = new AbortController();
    if (asked.abortAfter >= 0) setTimeout(() => leave.abort(new Error('the screen was left')), asked.abortAfter);
    const call = certificates.upload(
      asked.certificate,
      { file, validUntil: asked.validUntil },
      { onProgress: (step) => steps.push(step), signal: leave.signal }
    );
    return call.then(
      (answer) => ({ steps, answer }),
      ({ name, message, code, status }) => ({ steps, refusal: { name, message, code, status } })
    );
  })()`);
};

describe('an upload in a browser', () => {
  it('says how far it is, and answers with the certificate', async () => {
    const { steps, answer } = await upload('photo.heic');
    expect(answer).toMatchObject({ state: 'pending_approval', document: { name: 'photo.heic', mime: 'image/heic' } });
    const size = (await readFile(fixture('photo.heic'))).length;
    const last = steps.at(-1);
    expect(last?.total).toBeGreaterThan(size);
    expect(last?.loaded).toBe(last?.total);
  });

  it('is refused with word and status', async () => {
    expect((await upload('signed.pdf', { validUntil: '2020-01-01' })).refusal).toMatchObject({
      name: 'CertificatesError',
      code: 'validity_in_past',
      status: 400,
    });
  });

  it('is ended by its signal, and told apart from a server out of reach', async () => {
    expect((await upload('photo.heic', { abortAfter: 0 })).refusal).toMatchObject({ message: 'the screen was left' });
    expect((await upload('scan.png', { baseUrl: 'http://127.0.0.1:1' })).refusal).toMatchObject({
      name: 'CertificatesError',
      code: 'network',
      status: 0,
    });
    expect((await app.request(client.jwt).get(`/api/certificates/${certificate}`)).body.data.document.name).toBe(
      'photo.heic'
    );
  });
});
