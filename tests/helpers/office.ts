import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Agent, Staff } from './people';
import { fixture } from './fixtures';
import type { TestStrapi } from './start-strapi';

/** Body of an answer, as tests look at it. */
type Json = Record<string, never> & { documentId: string };

export interface Center {
  documentId: string;
  timeZone: string;
}

/** What staff do all day, over the admin API; every step must succeed. */
export const office = (app: TestStrapi, staff: Staff) => {
  const http = (): Agent => app.request(staff.jwt);
  const post = async (path: string, body: object = {}) => {
    const answer = await http().post(`/certificates${path}`).send(body);
    if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.data as Json;
  };
  const get = async (path: string) => {
    const answer = await http().get(`/certificates${path}`);
    if (answer.status >= 300) throw new Error(`GET ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as { data: never; meta: { pagination: { total: number; nextCursor: string | null } } };
  };

  return {
    http,
    post,
    get,
    createCenter: (body: object) => post('/centers', body) as unknown as Promise<Center>,
    createTemplate: (body: object) =>
      post('/templates', body) as unknown as Promise<{ documentId: string; name: string }>,
    issue: (client: string, template: string) => post('/certificates', { client, template }),
    certificate: async (id: string) => (await get(`/certificates/${id}`)).data as StaffView,
    list: async (query = '') => (await get(`/certificates?${query}`)).data as StaffView[],
    total: async (query = '') => (await get(`/certificates?${query}`)).meta.pagination.total,
    events: async (id: string) =>
      (await get(`/certificates/${id}/events`)).data as { action: string; details: never }[],
    approve: async (id: string) => {
      const { revision } = (await get(`/certificates/${id}`)).data as StaffView;
      return post(`/certificates/${id}/approve`, { revision }) as unknown as Promise<StaffView>;
    },
  };
};

export interface StaffView {
  documentId: string;
  name: string;
  state: string;
  revision: number;
  validUntil: string | null;
  notes: string | null;
  archivedAt: string | null;
  trashedAt: string | null;
  expiresAt: string | null;
  uploadedBy: string | null;
  editable: boolean;
  rejection: { reason: string; comment: string | null; by: string | null } | null;
  document: { name: string; mime: string; size: number; url: string } | null;
  client: { documentId: string; username: string };
  center: { documentId: string; timeZone: string } | null;
  approvedBy: { name: string } | null;
  predecessor: { documentId: string } | null;
  template: { documentId: string; name: string };
}

const TYPES: Record<string, string> = {
  '.heic': 'image/heic',
  '.jpg': 'image/jpeg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
};
const BOUNDARY = 'a-form-of-the-tests';

/**
 * Uploads as a client app does; staff do it at another base. The form goes in one write: sent in pieces, one that is
 * refused at its head may end in a broken pipe before the refusal is read.
 */
export const upload = (
  agent: Agent,
  documentId: string,
  file: string,
  fields: Record<string, string> = {},
  base = '/api/certificates'
) => {
  const head = (disposition: string) => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${head(`name="${name}"`)}\r\n${value}\r\n`);
  const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
  const form = Buffer.concat([
    Buffer.from(`${texts.join('')}${head(`name="files"; filename="${file}"`)}Content-Type: ${type}\r\n\r\n`),
    readFileSync(fixture(file)),
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]);
  return agent
    .post(`${base}/${documentId}/document`)
    .set('Content-Type', `multipart/form-data; boundary=${BOUNDARY}`)
    .send(form);
};
