import { startStrapi, type TestStrapi } from '../helpers';
import { office } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';
import { pdf } from '../unit/documents/build-files';

let app: TestStrapi;
let manager: Staff;
let client: Client;
let id: string;

const withScript = pdf({ catalog: '/OpenAction << /S /JavaScript /JS (app.alert(1)) >>' });
const send = (bytes: Buffer) =>
  app
    .request(client.jwt)
    .post(`/api/certificates/${id}/document`)
    .field('validUntil', '2099-06-30')
    .attach('files', bytes, 'a.pdf');
const staff = () => office(app, manager);
const asStaff = async () => (await staff().certificate(id)).document as unknown as { warnings: string[] };

beforeAll(async () => {
  app = await startStrapi({ config: { sweep: { enabled: false }, documents: { activePdf: 'flag' } } });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  client = await app.registerClient();
  const template = await staff().createTemplate({ name: 'Flagged' });
  id = (await staff().issue(client.documentId, template.documentId)).documentId;
});
afterAll(() => app.stop());

describe('a PDF with scripts, where they are flagged', () => {
  it('is taken, and staff are told, the client is not', async () => {
    const { body } = await send(withScript).expect(200);
    expect(body.data.document).not.toHaveProperty('warnings');
    expect((await asStaff()).warnings).toEqual(['active_pdf']);
    expect((await staff().list())[0]).toMatchObject({ document: { warnings: ['active_pdf'] } });
    const uploaded = (await staff().events(id)).find(({ action }) => action === 'uploaded');
    expect(uploaded?.details).toMatchObject({ warnings: ['active_pdf'] });
  });

  it('is only ever saved, never shown by a browser itself', async () => {
    for (const [path, jwt] of [
      [`/certificates/certificates/${id}/document`, manager.jwt],
      [`/api/certificates/${id}/document`, client.jwt],
    ]) {
      const { headers } = await app
        .request(jwt)
        .get(path as string)
        .expect(200);
      expect(headers['content-disposition']).toMatch(/^attachment;/);
    }
  });

  it('is still flagged once it was sent back, and its successor is not', async () => {
    await staff().post(`/certificates/${id}/reject`, { revision: 2, reason: 'other' });
    await send(pdf()).expect(200);
    expect((await asStaff()).warnings).toEqual([]);
    const rejected = (await staff().events(id)).find(({ action }) => action === 'rejected');
    const { document } = rejected?.details as unknown as { document: { url: string; warnings: string[] } };
    expect(document.warnings).toEqual(['active_pdf']);
    const old = await app.request(manager.jwt).get(document.url).expect(200);
    expect(old.headers['content-disposition']).toMatch(/^attachment;/);
    const now = await app.request(manager.jwt).get(`/certificates/certificates/${id}/document`).expect(200);
    expect(now.headers['content-disposition']).toMatch(/^inline;/);
  });
});
