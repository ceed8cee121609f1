/**
 * Fills the playground with a year of life, by the same doors that people use: the admin API and the content API, over
 * HTTP. Old certificates are old because the plugin's clock is set back while they are made and then brought forward, with
 * a sweep at each stop; nothing is written past the plugin.
 */
import fs from 'node:fs';
import { makeDocument } from './documents.mjs';
import { httpClient } from './http.mjs';
import { CENTERS, NEW_CLIENTS, OLD_CLIENTS, PASSWORD, STAFF, SUPER_ADMIN, templatesIn } from './sample-data.mjs';

const PDF = 'pdf';
/** A photo on a table. */
const JPG = 'jpg';
/** A scan. */
const PNG = 'png';
/** As iPhones write them; nothing here can, so it is a photo of something else. */
const HEIC = 'heic';
const HEIC_FILE = new URL('../../tests/fixtures/photo.heic', import.meta.url);

const DAY = 86_400_000;

/** The date so many days from today, as `YYYY-MM-DD`. */
const inDays = (days) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

/** Registers the super admin and the staff. @returns a client for each, by mail address */
const makeStaff = async (as) => {
  const { data: first } = await as().post('/admin/register-admin', { ...SUPER_ADMIN, password: PASSWORD });
  const admin = as(first.token);
  const roles = (await admin.get('/admin/roles')).data;
  const staff = { [SUPER_ADMIN.email]: admin };
  const ids = {};
  for (const { firstname, lastname, email, role } of STAFF) {
    const { id } = roles.find(({ code }) => code === role);
    const { data: invited } = await admin.post('/admin/users', { firstname, lastname, email, roles: [id] });
    const { registrationToken } = invited;
    const { data: accepted } = await as().post('/admin/register', {
      registrationToken,
      userInfo: { firstname, lastname, password: PASSWORD },
    });
    staff[email] = as(accepted.token);
    ids[email] = invited.documentId;
  }
  return { admin, staff, ids };
};

const makeCenters = async (admin, staffIds) => {
  const centers = {};
  for (const [key, center] of Object.entries(CENTERS)) {
    const staff = STAFF.filter(({ centers: own }) => own.includes(key)).map(({ email }) => staffIds[email]);
    centers[key] = (await admin.post('/certificates/centers', { ...center, staff })).data.documentId;
  }
  return centers;
};

const makeTemplates = async (admin, centers, language) => {
  const templates = {};
  for (const [key, template] of templatesIn(language)) {
    const restricted = template.centers && { centers: template.centers.map((name) => centers[name]) };
    templates[key] = (await admin.post('/certificates/templates', { ...template, ...restricted })).data.documentId;
  }
  return templates;
};

const makeClients = async (as, admin, centers, people) => {
  const clients = {};
  for (const { username, email, language } of people) {
    const registered = await as().post('/api/auth/local/register', { username, email, language, password: PASSWORD });
    clients[username] = { ...as(registered.jwt), id: registered.user.documentId, email, username, language };
  }
  for (const [key, center] of Object.entries(centers)) {
    const add = people.filter((person) => person.centers.includes(key)).map(({ username }) => clients[username].id);
    if (add.length > 0) await admin.post(`/certificates/centers/${center}/clients`, { add });
  }
  return clients;
};

/** What clients and staff do with certificates, in terms of who and which. */
const deeds = (admin, templates, clock) => {
  /** The client's current certificate of the template; the newest, if there are several. */
  const currentOf = async (client, template) => {
    const { data } = await client.get('/api/certificates?sort=issuedAt:desc&pagination[pageSize]=100');
    const found = data.find((certificate) => certificate.template.documentId === templates[template]);
    if (!found) throw new Error(`${client.email} has no certificate of ${template}`);
    return found;
  };

  const asStaffSees = async ({ documentId }) => (await admin.get(`/certificates/certificates/${documentId}`)).data;

  const issue = (staff, client, template) =>
    staff.post('/certificates/certificates', { client: client.id, template: templates[template] });

  /** What the client has to show, as it stands on the document. */
  const documentOf = ({ username, language }, template, format, days) => {
    if (format === HEIC) return { name: 'IMG_0417.HEIC', bytes: fs.readFileSync(HEIC_FILE) };
    const validUntil = days === undefined ? undefined : new Date(inDays(days));
    const issued = new Date(clock.now().getTime() - 2 * DAY);
    return makeDocument({ kind: template, language, person: username, issued, validUntil }, format);
  };

  const upload = async (client, template, format, days, notes) => {
    const { documentId } = await currentOf(client, template);
    const file = await documentOf(client, template, format, days);
    const validUntil = days === undefined ? undefined : inDays(days);
    return client.upload(`/api/certificates/${documentId}/document`, file, { validUntil, notes });
  };

  const uploadByStaff = async (staff, client, template, format, days, notes) => {
    const { documentId } = await currentOf(client, template);
    const file = await documentOf(client, template, format, days);
    return staff.upload(`/certificates/certificates/${documentId}/document`, file, { validUntil: inDays(days), notes });
  };

  /** @param verb `approve`, `reject`, `revoke`, `archive` */
  const review = async (staff, verb, client, template, reason = {}) => {
    const { documentId, revision } = await asStaffSees(await currentOf(client, template));
    const body = verb === 'archive' ? {} : { revision, ...reason };
    return staff.post(`/certificates/certificates/${documentId}/${verb}`, body);
  };

  const trash = async (staff, client, template) => {
    const { documentId } = await currentOf(client, template);
    return staff.delete(`/certificates/certificates/${documentId}`);
  };

  /** Issues to everybody, and waits until it is done. */
  const generate = async (staff, template) => {
    const { data } = await staff.post(`/certificates/templates/${templates[template]}/generate`, {});
    for (;;) {
      const { data: run } = await staff.get(`/certificates/generation-runs/${data.run.documentId}`);
      if (run.state === 'failed') throw new Error(`Generating ${template} failed`);
      if (run.state === 'done') return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  return { issue, upload, uploadByStaff, review, trash, generate };
};

/**
 * @param {object} playground
 * @param {string} playground.url where it listens
 * @param {{ now(): Date, setBack(days: number): void }} playground.clock the plugin's clock
 * @param {() => Promise<unknown>} playground.sweep what the plugin does each minute
 * @param {'en' | 'es'} language of the templates
 */
export const seed = async ({ url, clock, sweep }, language = 'en') => {
  const as = httpClient(url);

  // More than a year ago: the centres open, and the first clients join.
  clock.setBack(400);
  const { admin, staff, ids } = await makeStaff(as);
  const centers = await makeCenters(admin, ids);
  const templates = await makeTemplates(admin, centers, language);
  const old = await makeClients(as, admin, centers, OLD_CLIENTS);
  const { issue, upload, uploadByStaff, review, trash, generate } = deeds(admin, templates, clock);

  const manager = staff['marta@example.com'];
  const pablo = staff['pablo@example.com'];
  const giulia = staff['giulia@example.com'];
  const emma = staff['emma@example.com'];
  const ximena = staff['ximena@example.com'];

  clock.setBack(395);
  await generate(manager, 'insurance');

  // [client, reviewer, file, the day until which it is valid, notes]
  const medical = [
    ['Lucía Fernández', pablo, PDF, 9, 'Dra. Molina, Clínica del Deporte'],
    ['Javier Ortega', pablo, HEIC, -20],
    ['Carmen Núñez', pablo, JPG, 120],
    ['Alejandro Peña', ximena, PDF, -40],
    ['Sofía Ramírez', ximena, PNG, 200],
    ['Chiara Esposito', giulia, PDF, 5, 'Visita con elettrocardiogramma'],
    ['Matteo Ricci', giulia, JPG, 60],
    ['Francesca Colombo', giulia, PDF, -12],
    ['Nicolò Ferrari', giulia, HEIC, 250],
    ['Olivia Bennett', emma, PDF, -3],
    ['Harry Walsh', emma, PNG, 300, 'No restrictions'],
  ];
  for (const [name, reviewer, file, days, notes] of medical) {
    await upload(old[name], 'medical', file, days, notes);
    await review(reviewer, 'approve', old[name], 'medical');
  }
  // Brought to the desk on paper.
  await uploadByStaff(emma, old['Amelia Hughes'], 'medical', PNG, 11, 'Scanned at the desk');
  await review(emma, 'approve', old['Amelia Hughes'], 'medical');

  const insurance = [
    ['Lucía Fernández', pablo, 20],
    ['Carmen Núñez', pablo, 170],
    ['Chiara Esposito', giulia, -15],
    ['Matteo Ricci', giulia, 200],
    ['Harry Walsh', emma, 90],
  ];
  for (const [name, reviewer, days] of insurance) {
    await upload(old[name], 'insurance', PDF, days);
    await review(reviewer, 'approve', old[name], 'insurance');
  }

  const licence = [
    ['Olivia Bennett', -8],
    ['Harry Walsh', 20],
    ['Amelia Hughes', 150],
  ];
  for (const [name, days] of licence) {
    await issue(emma, old[name], 'licence');
    await upload(old[name], 'licence', JPG, days);
    await review(emma, 'approve', old[name], 'licence');
  }

  await issue(pablo, old['Lucía Fernández'], 'identity');
  await upload(old['Lucía Fernández'], 'identity', PNG);
  await review(pablo, 'approve', old['Lucía Fernández'], 'identity');
  await issue(pablo, old['Javier Ortega'], 'firstAid');
  await upload(old['Javier Ortega'], 'firstAid', PDF, 30);
  await review(pablo, 'approve', old['Javier Ortega'], 'firstAid');
  await review(pablo, 'archive', old['Javier Ortega'], 'firstAid');
  await manager.delete(`/certificates/templates/${templates.firstAid}`);

  // The year goes by.
  for (const days of [55, 45, 39, 27, 19, 14, 11, 7]) {
    clock.setBack(days);
    await sweep();
  }

  // The last week.
  clock.setBack(6);
  const fresh = await makeClients(as, admin, centers, NEW_CLIENTS);
  clock.setBack(4);
  await upload(fresh['Diego Castillo'], 'medical', JPG, 300);
  await upload(fresh['Valeria Mendoza'], 'medical', PDF, 320, 'Dr. Ibarra, cédula 4481');
  await upload(fresh['Íñigo Etxeberria'], 'medical', JPG, 280);
  await upload(fresh['Giorgia Moretti'], 'medical', PNG, 310);
  await upload(fresh['Grace Murphy'], 'medical', PNG, 350, 'Signed yesterday');
  await upload(fresh['Jack Taylor'], 'medical', PDF, 10);
  clock.setBack(2);
  await sweep();
  await review(pablo, 'reject', fresh['Íñigo Etxeberria'], 'medical', {
    reason: 'unreadable',
    comment: 'La firma no se lee. ¿Puedes hacer otra foto con más luz?',
  });
  await review(giulia, 'approve', fresh['Giorgia Moretti'], 'medical');
  await review(emma, 'approve', fresh['Jack Taylor'], 'medical');
  await upload(old['Javier Ortega'], 'medical', PDF, 345);
  await upload(old['Francesca Colombo'], 'medical', PDF, 353);
  await review(giulia, 'reject', old['Francesca Colombo'], 'medical', {
    reason: 'wrong_date',
    comment: 'La data sul documento è diversa da quella indicata.',
  });
  await issue(pablo, old['Javier Ortega'], 'identity');
  await upload(old['Javier Ortega'], 'identity', PNG);
  await issue(emma, fresh['Emily Clarke'], 'licence');
  clock.setBack(1);
  await review(giulia, 'revoke', fresh['Giorgia Moretti'], 'medical', {
    reason: 'wrong_document',
    comment: 'Il timbro non è quello di un medico dello sport.',
  });
  await review(pablo, 'archive', old['Carmen Núñez'], 'insurance');
  await trash(manager, old['Nicolò Ferrari'], 'insurance');

  clock.setBack(0);
  await sweep();
};
