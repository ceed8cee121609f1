import { UID } from '../../server/src/constants';
import { LOCALES } from '../../server/src/notifications/locale';
import { startStrapi, type Staff, type TestStrapi } from '../helpers';
import { office } from '../helpers/office';

let app: TestStrapi;
let manager: Staff;
let template: string;

beforeAll(async () => {
  app = await startStrapi({
    config: {
      sweep: { enabled: false },
      clients: { localeField: 'language' },
      notifications: { organisation: 'Acme & Sons', clientAppUrl: 'https://app.example.com/?from=mail&to=me' },
    },
  });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  template = (await office(app, manager).createTemplate({ name: 'Medical <certificate>' })).documentId;
});
afterAll(() => app.stop());

const path = '/certificates/settings/texts';
const own = { subject: 'Bring us {{certificateName}}', text: 'Hello {{clientName}}, bring {{certificateName}}.' };
const save = (texts: unknown, staff = manager) => app.request(staff.jwt).put(path).send({ texts });
const post = (what: string, body: object) => app.request(manager.jwt).post(`${path}/${what}`).send(body);

const firstMail = async () => {
  const client = await app.registerClient();
  await office(app, manager).issue(client.documentId, template);
  const [mail] = await app.mails.waitFor({ to: client.email });
  return { mail, client };
};

describe('the texts of messages', () => {
  it('are all there, with the variables that they may name', async () => {
    const { body } = await app.request(manager.jwt).get(path).expect(200);
    expect(body.data.keys).toContain('certificate.created');
    expect(body.data.locales).toEqual(['en', 'es', 'it', 'fr', 'de', 'pt-BR']);
    expect(body.data.defaults['certificate.created']['pt-BR'].subject).toContain('{{certificateName}}');
    expect(body.data.variables).toContainEqual(expect.objectContaining({ name: 'clientName', kind: 'text' }));
    expect(body.data.texts).toEqual({});
  });

  it('can be one’s own, in one language, and ours again', async () => {
    const { body } = await save({ 'certificate.created': { en: own } }).expect(200);
    expect(body.data.texts).toEqual({ 'certificate.created': { en: own } });
    const { mail, client } = await firstMail();
    expect(mail?.subject).toBe('Bring us Medical <certificate>');
    expect(mail?.text).toContain(`Hello ${client.username}, bring Medical <certificate>.`);
    expect(mail?.html).toContain('bring Medical &lt;certificate&gt;.');

    await save({ 'certificate.created': { en: null } }).expect(200);
    expect((await firstMail()).mail?.subject).toBe('New certificate: Medical <certificate>');
  });

  it.each([
    [
      'a tag that does not close',
      { 'certificate.created': { en: { ...own, text: '{{#several}} x' } } },
      'text_invalid',
    ],
    [
      'a name that stands for nothing',
      { 'certificate.created': { en: { ...own, subject: '{{age}}' } } },
      'text_invalid',
    ],
    [
      'a push that names the document',
      { 'certificate.created': { en: { ...own, push: '{{certificateName}}' } } },
      'text_invalid',
    ],
    ['a push of what only staff are told', { 'certificate.submitted': { en: { ...own, push: 'x' } } }, 'text_invalid'],
    ['a text that there is not', { 'certificate.eaten': { en: own } }, 'text_invalid'],
    ['a language that there is not', { 'certificate.created': { tlh: own } }, 'text_invalid'],
    ['a text without a subject', { 'certificate.created': { en: { text: 'x' } } }, 'input_invalid'],
    ['a list', { 'certificate.created': [own] }, 'input_invalid'],
    ['no texts', undefined, 'input_invalid'],
  ])('are not saved with %s, the good ones beside it neither', async (_, texts, code) => {
    const given = texts && { 'certificate.approved': { en: own }, ...texts };
    const { body } = await save(given).expect(400);
    expect(body.error.details.code).toBe(code);
    expect(body.error.details.errors[0]).toEqual({
      path: expect.stringMatching(/^texts/),
      message: expect.any(String),
    });
    expect((await app.request(manager.jwt).get(path).expect(200)).body.data.texts).toEqual({});
  });

  it('have a line for phones, which can be one’s own', async () => {
    const push = 'News for {{clientName}}';
    const { body } = await save({ 'certificate.approved': { es: { ...own, push } } }).expect(200);
    expect(body.data.defaults['certificate.approved'].es.push).toBe('Un certificado ha sido aprobado');
    expect(body.data.defaults['certificate.submitted'].es.push).toBeUndefined();
    expect(body.data.texts).toEqual({ 'certificate.approved': { es: { ...own, push } } });
    const ask = { key: 'certificate.approved', locale: 'es' };
    expect((await post('preview', ask)).body.data.push).toEqual({ title: 'Centro Norte', body: 'News for Ana García' });
    await save({ 'certificate.approved': { es: null } }).expect(200);
    expect((await post('preview', ask)).body.data.push.body).toBe('Un certificado ha sido aprobado');
    expect((await post('preview', { ...ask, push: 'Now' })).body.data.push.body).toBe('Now');
    expect((await post('preview', { key: 'certificate.submitted', locale: 'es' })).body.data.push).toBeNull();
  });

  it('say in words of their own what is wrong with which name', async () => {
    const { body } = await save({ 'certificate.created': { en: { ...own, text: '{{age}}', push: '{{#x' } } }).expect(
      400
    );
    expect(body.error.details.problems).toEqual([
      { path: 'texts.certificate.created.en.text', problem: 'unknown', name: 'age' },
      { path: 'texts.certificate.created.en.push', problem: 'syntax' },
    ]);
  });

  it('can be looked at before they are saved', async () => {
    const { body } = await post('preview', { key: 'certificate.created', locale: 'es', ...own }).expect(200);
    expect(body.data.subject).toBe('Bring us Certificado médico');
    expect(body.data.html).toContain('Acme &amp; Sons');
    const ours = await post('preview', { key: 'certificate.expiring.several', locale: 'de' }).expect(200);
    expect(ours.body.data.text).toContain('31. Dezember 2026');
    const wrong = await post('preview', { key: 'certificate.created', locale: 'es', ...own, text: '{{/x}}' });
    expect([wrong.status, wrong.body.error.details.errors]).toEqual([
      400,
      [{ path: 'text.text', message: expect.stringContaining('tag') }],
    ]);
  });

  it('can be sent to oneself, and to nobody else', async () => {
    const { body } = await post('test', { key: 'certificate.approved', locale: 'it', ...own }).expect(200);
    expect(body.data).toEqual({ to: manager.email });
    expect(await app.mails.waitFor({ to: manager.email })).toMatchObject([{ subject: 'Bring us Certificato medico' }]);
    const elsewhere = await post('test', { key: 'certificate.approved', locale: 'it', to: 'victim@example.com' });
    expect(elsewhere.status).toBe(400);
    app.mails.refuse(550);
    const refused = await post('test', { key: 'certificate.approved', locale: 'it' });
    app.mails.refuse(null);
    expect([refused.status, refused.body.error.details.code]).toEqual([503, 'mail_failed']);
    expect(refused.body.error.message).toMatch(/\(EENVELOPE: .*550.*\)/);
    expect(refused.body.error.message).not.toContain(manager.email);
  });

  it('are for those who manage the settings', async () => {
    const professional = await app.createAdminUser({ roles: ['certificates-professional'] });
    await app.request(professional.jwt).get(path).expect(403);
    await save({}, professional).expect(403);
    for (const what of ['preview', 'test']) await app.request(professional.jwt).post(`${path}/${what}`).expect(403);
    await app.request().get(path).expect(401);
  });
});

/** How each language asks for a certificate whose name is not written in ASCII. */
const REQUESTS: Record<(typeof LOCALES)[number], string> = {
  en: 'New certificate: Reconocimiento médico <año>',
  es: 'Nuevo certificado: Reconocimiento médico <año>',
  it: 'Nuovo certificato: Reconocimiento médico <año>',
  fr: 'Nouveau certificat : Reconocimiento médico <año>',
  de: 'Neuer Nachweis: Reconocimiento médico <año>',
  'pt-BR': 'Novo certificado: Reconocimiento médico <año>',
};

describe('a mail as it comes out of the mail server', () => {
  const name = 'Reconocimiento médico <año>';
  let documentId: string;
  beforeAll(async () => {
    documentId = (await office(app, manager).createTemplate({ name })).documentId;
  });

  it.each(LOCALES)('%s: subject, text, page, organisation and link', async (locale) => {
    const client = await app.registerClient();
    await app.strapi.db.query(UID.user).update({ where: { id: client.id }, data: { language: locale } });
    await office(app, manager).issue(client.documentId, documentId);
    const [mail] = await app.mails.waitFor({ to: client.email });
    if (!mail) throw new Error('no mail');
    expect(mail.subject).toBe(REQUESTS[locale]);
    // RFC 2047: what is not ASCII travels in encoded words.
    expect(mail.subjectLine).toMatch(/=\?utf-8\?[BQ]\?/i);
    expect(mail.subjectLine).toMatch(/^[\x20-\x7e\r\n\t]+$/);
    expect(mail.text).toContain(name);
    expect(mail.text).toContain('Acme & Sons');
    expect(mail.text).toContain('https://app.example.com/?from=mail&to=me');
    expect(mail.html).toContain(`<html lang="${locale}">`);
    expect(mail.html).toContain('Reconocimiento médico &lt;año&gt;');
    expect(mail.html).toContain('Acme &amp; Sons');
    expect(mail.html).toContain('href="https://app.example.com/?from=mail&amp;to=me"');
    expect(mail.html).not.toContain('{{');
    expect(mail.text).not.toContain('{{');
  });
});
