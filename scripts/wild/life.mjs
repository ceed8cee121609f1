/** One certificate through its life, over HTTP alone, as the people of a centre would lead it. */
import { strict as assert } from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { httpClient } from '../demo/http.mjs';
import { root } from '../setup.mjs';

const PASSWORD = 'Wild-life-1';
const DAY = 86_400_000;
const picture = {
  name: 'photo.jpg',
  bytes: fs.readFileSync(path.join(root, 'tests/fixtures/photo-gps-rotated.jpg')),
};

const until = async (what, look) => {
  for (let tries = 0; tries < 120; tries += 1) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`30 s went by without ${what}`);
};

/**
 * @param {string} url of the Strapi, which nobody has used yet
 * @param {() => { subject: string }[]} mails what the mail server has got
 * @returns {Promise<{ jwt: string, documentId: string }>} the administrator's token, and a certificate that waits
 */
export const liveALife = async (url, mails) => {
  const as = httpClient(url);
  const { data: registered } = await as().post('/admin/register-admin', {
    firstname: 'Ada',
    lastname: 'Admin',
    email: 'ada@example.com',
    password: PASSWORD,
  });
  const staff = as(registered.token);
  const { data: template } = await staff.post('/certificates/templates', {
    name: 'Medical certificate',
    issueToNewClients: true,
    accessRule: 'block',
  });
  assert.ok(template.documentId);

  const { jwt } = await as().post('/api/auth/local/register', {
    username: 'carla',
    email: 'carla@example.com',
    password: PASSWORD,
  });
  const client = as(jwt);
  const [issued] = await until('a certificate for the new client', async () => {
    const { data } = await client.get('/api/certificates');
    return data.length > 0 && data;
  });
  assert.equal(issued.state, 'missing_info');

  const validUntil = new Date(Date.now() + 200 * DAY).toISOString().slice(0, 10);
  const { data: uploaded } = await client.upload(`/api/certificates/${issued.documentId}/document`, picture, {
    validUntil,
  });
  assert.equal(uploaded.state, 'pending_approval');
  const preview = await fetch(url + uploaded.document.previewUrl, { headers: { authorization: `Bearer ${jwt}` } });
  assert.equal(preview.headers.get('content-type'), 'image/jpeg');
  await preview.arrayBuffer();

  const own = `/certificates/certificates/${issued.documentId}`;
  const { data: seen } = await staff.get(own);
  await staff.post(`${own}/approve`, { revision: seen.revision });
  const { data: approved } = await client.get(`/api/certificates/${issued.documentId}`);
  assert.equal(approved.state, 'approved');
  const { data: access } = await client.get('/api/certificates/access');
  assert.deepEqual([access.allowed, access.blocking], [true, []]);
  await until('a mail about the approval', () => mails().some(({ subject }) => /approved/i.test(subject)));

  await assert.rejects(client.put(`/api/certificates/${issued.documentId}`, { data: { notes: 'x' } }), /409/);
  await staff.post(`${own}/archive`, {});
  const { data: history } = await client.get('/api/certificates/history');
  assert.equal(history[0].documentId, issued.documentId);

  // One more, for the panel's queue.
  const { data: clients } = await staff.get('/certificates/clients?_q=carla');
  const { data: next } = await staff.post('/certificates/certificates', {
    client: clients[0].documentId,
    template: template.documentId,
  });
  await client.upload(`/api/certificates/${next.documentId}/document`, picture, { validUntil });
  return { jwt: registered.token, documentId: next.documentId };
};
