import { runInThisContext } from 'node:vm';
import fc from 'fast-check';

import { NOTIFICATION_EVENTS } from '../../../server/src/constants';
import { LOCALES, pickLocale, type Locale } from '../../../server/src/notifications/locale';
import {
  checkText,
  composeMail,
  languageTexts,
  TEXT_KEYS,
  TEXT_VARIABLES,
  textKeyOf,
  viewOf,
  type TextKey,
} from '../../../server/src/notifications/texts';
import { formatDay } from '../../../server/src/notifications/texts/format';
import { claimed } from './claimed';

const issuer = { organisation: 'Acme Sports', clientAppUrl: 'https://app.example.com/?a=1&b=2' };

const mailFor = (
  rows: ReturnType<typeof claimed>[],
  locale: Locale,
  extra: Partial<Parameters<typeof composeMail>[0]> = {}
) => composeMail({ key: textKeyOf(rows), locale, view: viewOf(rows, locale, issuer), ...extra });

const cases = LOCALES.flatMap((locale) => TEXT_KEYS.map((key) => [locale, key] as const));

describe('the texts that ship', () => {
  it.each(cases)('%s %s: names only known variables, and has words of its own', (locale, key) => {
    const text = languageTexts(locale).texts[key];
    expect(checkText(text)).toEqual([]);
    expect(text.subject.trim()).not.toBe('');
    if (locale !== 'en') expect(text.text).not.toBe(languageTexts('en').texts[key].text);
  });

  it.each(cases)('%s %s: leaves no tag, no hole and no empty line too many', (locale, key) => {
    const rows = [claimed('certificate.rejected', { data: { reason: 'unreadable', comment: 'Too dark' } })];
    const { subject, text, html } = composeMail({ key, locale, view: viewOf(rows, locale, issuer) });
    expect(`${subject}${text}${html}`).not.toMatch(/\{\{|\}\}|undefined|\[object/);
    expect(text).not.toMatch(/\n{3}|“”|«»|\s\.$/m);
    expect(subject).toContain('Medical certificate');
    expect(html).toContain(`<html lang="${locale}">`);
  });

  it('every event has a text in every language', () => {
    for (const event of NOTIFICATION_EVENTS) {
      for (const locale of LOCALES) {
        expect(mailFor([claimed(event)], locale).text).toContain('Medical certificate');
      }
    }
  });

  it.each([
    ['es', 'certificate.expiring', 'Caduca pronto: Medical certificate'],
    ['es', 'certificate.expired', 'Caducado: Medical certificate'],
    ['es', 'certificate.approved', 'Aprobado: Medical certificate'],
    ['es', 'certificate.submitted', 'Pendiente de aprobación: Medical certificate'],
    ['it', 'certificate.expiring', 'In scadenza: Medical certificate'],
    ['it', 'certificate.expired', 'Scaduto: Medical certificate'],
    ['it', 'certificate.approved', 'Approvato: Medical certificate'],
    ['it', 'certificate.submitted', 'In attesa di approvazione: Medical certificate'],
  ] as const)('%s %s uses the word that users know for the state', (locale, event, subject) => {
    expect(mailFor([claimed(event)], locale).subject).toBe(subject);
  });
});

describe('a mail', () => {
  it('says the real reason of a rejection and the comment first', () => {
    const { text } = mailFor(
      [claimed('certificate.rejected', { data: { reason: 'wrong_date', comment: 'It says 2025.\nLook again.' } })],
      'en'
    );
    const [greeting, reason, comment] = text.split('\n\n');
    expect(greeting).toBe('Hello Ana,');
    expect(reason).toBe('The validity date is not the one on the document.');
    expect(comment).toBe('“It says 2025.\nLook again.”');
  });

  it('tells the reason of this rejection, not that of a later one', () => {
    const row = claimed('certificate.rejected', { data: { reason: 'incomplete', comment: null } });
    if (row.certificate) row.certificate.rejection = { reason: 'unreadable', comment: 'later', at: '', by: null };
    const { text } = mailFor([row], 'en');
    expect(text).toContain('The document is incomplete.');
    expect(text).not.toContain('later');
  });

  it('does not ask again for what has been uploaded since', () => {
    const row = claimed('certificate.created');
    expect(mailFor([row], 'en').text).toContain('Please upload it with its validity date');
    if (row.certificate) row.certificate.state = 'pending_approval';
    expect(mailFor([row], 'en').text).not.toContain('Please upload');
  });

  it('asks for no validity date where the document has none', () => {
    const row = claimed('certificate.created');
    if (row.certificate) row.certificate.expires = false;
    expect(mailFor([row], 'en').text).toContain('Please upload it under Profile');
  });

  it('lists several certificates of one act', () => {
    const rows = ['Medical certificate', 'Insurance'].map((name, at) => {
      const row = claimed('certificate.created', { id: at + 1, batchKey: 'b' });
      if (row.certificate) row.certificate.name = name;
      return row;
    });
    const { subject, text, html } = mailFor(rows, 'es');
    expect(subject).toBe('Nuevos certificados: Medical certificate e Insurance');
    expect(text).toContain('- Medical certificate: Both sides. Signed.\n- Insurance: Both sides. Signed.');
    expect(html).toMatch(/<ul[^>]*><li[^>]*>Medical certificate: Both sides\. Signed\.<\/li><li/);
  });

  it('keeps its contrast on light and on dark', () => {
    const { html } = mailFor([claimed('certificate.created')], 'en');
    const luminance = (colour: string) => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
        const part = parseInt(colour.slice(at, at + 2), 16) / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a: string, b: string) => {
      const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
      return (light + 0.05) / (dark + 0.05);
    };
    const found = (pattern: RegExp) => pattern.exec(html)?.[1] ?? '';
    for (const rule of [(name: string) => `\\.${name} \\{[^}]*?`, (name: string) => `class="${name}" style="[^"]*?`]) {
      const colour = (name: string, what: string) =>
        found(new RegExp(`${rule(name)}(?<![-a-z])${what}:\\s?(#[0-9a-f]{6})`));
      expect(contrast(colour('page', 'color'), colour('card', 'background'))).toBeGreaterThanOrEqual(7);
      expect(contrast(colour('foot', 'color'), colour('page', 'background'))).toBeGreaterThanOrEqual(7);
    }
  });

  it('links to the client app where there is one, and names centre and organisation', () => {
    const { text, html } = mailFor([claimed('certificate.created')], 'en');
    expect(text).toContain('Open my certificates: https://app.example.com/?a=1&b=2');
    expect(html).toContain('<a href="https://app.example.com/?a=1&amp;b=2"');
    expect(text).toContain('Centro Norte · Acme Sports');
    const plain = composeMail({
      key: 'certificate.created',
      locale: 'en',
      view: { ...viewOf([claimed('certificate.created')], 'en', issuer), appUrl: '' },
    });
    expect(plain.html).not.toContain('<a ');
  });

  it('makes no link that runs something', () => {
    const view = { ...viewOf([claimed('certificate.created')], 'en', issuer), appUrl: 'javascript:alert(1)' };
    expect(composeMail({ key: 'certificate.created', locale: 'en', view }).html).not.toContain('javascript:');
  });

  it('to staff greets no client and links to no client app', () => {
    const { text } = mailFor([claimed('certificate.submitted')], 'en');
    expect(text).toContain('- Medical certificate – Ana');
    expect(text).not.toMatch(/Hello|app\.example/);
  });

  it('escapes values in HTML and leaves them alone in subject and plain text', () => {
    const row = claimed('certificate.approved');
    if (row.certificate) row.certificate.name = `<b>R&D</b> "x" 'y'`;
    const { subject, text, html } = mailFor([row], 'en');
    expect(subject).toBe(`Approved: <b>R&D</b> "x" 'y'`);
    expect(text).toContain(`<b>R&D</b> "x" 'y'`);
    expect(html).toContain('&lt;b&gt;R&amp;D&lt;/b&gt; &quot;x&quot; &#39;y&#39;');
    expect(html).not.toContain('<b>');
  });

  it('takes tags in values for what they are: text', () => {
    const row = claimed('certificate.approved');
    if (row.certificate) row.certificate.name = '{{clientName}}';
    expect(mailFor([row], 'en').subject).toBe('Approved: {{clientName}}');
  });

  it('has one header line and no markup of others, whatever the values are', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(
        anything,
        anything,
        anything,
        anything,
        fc.constantFrom(...cases),
        (name, user, comment, center, [locale, key]) => {
          const row = claimed('certificate.rejected', { data: { reason: 'other', comment } });
          if (row.certificate) row.certificate.name = name;
          if (row.client) row.client.username = user;
          if (row.center) row.center.name = center;
          const { subject, html } = composeMail({ key, locale, view: viewOf([row], locale, issuer) });
          // eslint-disable-next-line no-control-regex -- this is what must not be there
          expect(subject).not.toMatch(/[\u0000-\u001f\u007f\u0085\u2028\u2029]/);
          expect(html.split('<style')).toHaveLength(2);
          const tags = new Set(html.match(/<[^>]*>?/g)?.map((tag) => tag.replace(/^<\/?([a-z0-9!]*).*/s, '$1')));
          for (const tag of tags) {
            expect(
              [
                '!doctype',
                'html',
                'head',
                'style',
                'meta',
                'title',
                'body',
                'div',
                'main',
                'h1',
                'p',
                'br',
                'ul',
                'li',
                'a',
                'footer',
                '!',
              ].includes(tag)
            ).toBe(true);
          }
        }
      ),
      { numRuns: 300 }
    );
  });
});

describe("the installation's own texts", () => {
  const key: TextKey = 'certificate.created';
  const rows = [claimed(key)];

  it('take the place of ours in their language only', () => {
    const overrides = { [key]: { es: { subject: 'Hola {{clientName}}', text: 'Trae: {{certificateName}}' } } };
    expect(mailFor(rows, 'es', { overrides })).toMatchObject({ subject: 'Hola Ana' });
    expect(mailFor(rows, 'es', { overrides }).text).toContain('Trae: Medical certificate');
    expect(mailFor(rows, 'en', { overrides }).subject).toBe('New certificate: Medical certificate');
  });

  it('cannot add a header line', () => {
    const rejected = [claimed('certificate.rejected', { data: { reason: 'other', comment: 'a\r\nb' } })];
    const overrides = {
      'certificate.rejected': { en: { subject: 'x\r\nBcc: all@example.com {{comment}}', text: 'y' } },
    };
    expect(mailFor(rejected, 'en', { overrides }).subject).toBe('x Bcc: all@example.com a b');
  });

  it.each([
    ['{{comment}}', 'Please upload it.'],
    ['Upload', '{{#comment}}\n{{comment}}\n{{/comment}}'],
    ['\u202e', '\n \n'],
  ])('give way to ours where they say nothing about this message: %j, %j', (subject, text) => {
    const mail = mailFor(rows, 'en', { overrides: { [key]: { en: { subject, text } } } });
    expect(mail.subject).toBe('New certificate: Medical certificate');
    expect(mail.text).toContain('We ask you for this certificate');
  });

  it('give way to ours when they cannot be filled', () => {
    const overrides = { [key]: { en: { subject: '{{#several}}', text: 'x' } } };
    expect(mailFor(rows, 'en', { overrides }).subject).toBe('New certificate: Medical certificate');
  });

  it.each([
    '{{constructor}}',
    '{{constructor.constructor}}',
    '{{#constructor.constructor}}return process{{/constructor.constructor}}',
    '{{certificates.constructor.constructor}}',
    '{{certificates.map}}',
    '{{__proto__}}',
    '{{#certificates}}{{constructor}}{{/certificates}}',
    '{{> other}}',
  ])('reach nothing but the variables: %s', (template) => {
    const overrides = { [key]: { en: { subject: `-${template}-`, text: 'x' } } };
    expect(mailFor(rows, 'en', { overrides }).subject).toBe('--');
  });

  it.each([
    [{ subject: 'a {{clientName}}', text: '{{#certificates}}{{name}}{{/certificates}}' }, []],
    [{ subject: 'a', text: '{{#comment}}' }, [{ field: 'text', problem: 'syntax' }]],
    [
      { subject: '{{pasword}}', text: '{{> x}}' },
      [
        { field: 'subject', problem: 'unknown', name: 'pasword' },
        { field: 'text', problem: 'unknown', name: '> x' },
      ],
    ],
    [
      { subject: '', text: '{{#several}}{{nope}}{{/several}}{{{deep.er}}}' },
      [
        { field: 'text', problem: 'unknown', name: 'nope' },
        { field: 'text', problem: 'unknown', name: 'deep.er' },
      ],
    ],
  ] as const)('are looked at before they are kept: %j', (text, problems) => {
    expect(checkText(text)).toEqual(problems);
  });

  it('have every documented variable filled', () => {
    const view = viewOf([claimed('certificate.rejected', { data: { reason: 'other', comment: 'c' } })], 'en', issuer);
    expect(Object.keys(view).sort()).toEqual(Object.keys(TEXT_VARIABLES).sort());
  });
});

describe('dates in messages', () => {
  it.each([
    ['en', '31 December 2026|December 31, 2026'],
    ['es', '31 de diciembre de 2026'],
    ['it', '31 dicembre 2026'],
    ['fr', '31 décembre 2026'],
    ['de', '31. Dezember 2026'],
    ['pt-BR', '31 de dezembro de 2026'],
  ] as const)('%s', (locale, expected) => {
    expect(formatDay('2026-12-31', locale)).toMatch(new RegExp(`^(${expected})$`));
  });

  it.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/Havana'])(
    'are the day on the document, also on a server in %s',
    (zone) => {
      // Jest gives a test a copy of the environment; the zone is that of the real process.
      const { env } = runInThisContext('process') as NodeJS.Process;
      const before = env.TZ;
      env.TZ = zone;
      try {
        jest.isolateModules(() => {
          const fresh = jest.requireActual<{ formatDay: typeof formatDay }>(
            '../../../server/src/notifications/texts/format'
          );
          expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
          expect(fresh.formatDay('2026-03-08', 'de')).toBe('8. März 2026');
        });
      } finally {
        if (before === undefined) delete env.TZ;
        else env.TZ = before;
      }
    }
  );
});

describe('language of a message', () => {
  it.each([
    [['es-MX'], 'en', 'es'],
    [['es_AR'], 'en', 'es'],
    [['pt'], 'en', 'pt-BR'],
    [['pt-PT'], 'en', 'pt-BR'],
    [['PT-br'], 'en', 'pt-BR'],
    [['ja', 'fr-CA'], 'en', 'fr'],
    [[null, undefined, ''], 'it', 'it'],
    [['ja'], 'de-AT', 'de'],
    [['ja'], 'ja', 'en'],
    [[], 'nonsense', 'en'],
    [['estonian'], 'en', 'en'],
  ])('%j, else %s: %s', (candidates, fallback, expected) => {
    expect(pickLocale(candidates, fallback)).toBe(expected);
  });
});
