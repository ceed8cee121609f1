import { contentDisposition } from '../../../server/src/documents/content-disposition';
import type { DocumentKind } from '../../../server/src/domain/document-kinds';
import { displayName, extensionOf } from '../../../server/src/domain/document-names';

it('are read in no time, however long and odd', () => {
  const started = performance.now();
  for (const odd of ['.', ' ', '. ', 'a.', '\u200b.', '/.']) {
    const name = `${odd.repeat(16_000 / odd.length)}x`;
    extensionOf(name);
    displayName(name, 'pdf');
  }
  expect(performance.now() - started).toBeLessThan(200);
});

describe('the name that a document is shown under', () => {
  const cases: Array<[declared: string, kind: DocumentKind, shown: string]> = [
    ['certificato.pdf', 'pdf', 'certificato.pdf'],
    ['IMG_0001.JPG', 'jpeg', 'IMG_0001.JPG'],
    ['me.jpeg', 'jpeg', 'me.jpeg'],
    ['IMG_0001.HEIC', 'jpeg', 'IMG_0001.jpg'],
    ['photo.heif', 'heif', 'photo.heif'],
    ['photo', 'heif', 'photo.heic'],
    ['', 'png', 'document.png'],
    ['.pdf', 'pdf', 'document.pdf'],
    ['...', 'pdf', 'document.pdf'],
    ['scan 12.03.2024', 'pdf', 'scan 12.03.2024.pdf'],
    ['../../etc/passwd', 'pdf', 'passwd.pdf'],
    ['C:\\fakepath\\a.pdf', 'pdf', 'a.pdf'],
    ['a\0b.pdf', 'pdf', 'ab.pdf'],
    ['a\r\nSet-Cookie: x=1.pdf', 'pdf', 'aSet-Cookie_ x=1.pdf'],
    ['a\u202efdp.pdf', 'pdf', 'afdp.pdf'],
    ['a\u200b\u2066.pdf', 'pdf', 'a.pdf'],
    ['cert\ud800.pdf', 'pdf', 'cert.pdf'],
    ['<b>"x"</b>.pdf', 'pdf', 'b_.pdf'],
    ['certificado médico ✓.pdf', 'pdf', 'certificado médico ✓.pdf'],
    ['診断書.pdf', 'pdf', '診断書.pdf'],
  ];

  it.each(cases)('%j of kind %s is shown as %j', (declared, kind, shown) => {
    expect(displayName(declared, kind)).toBe(shown);
  });

  it('is bounded, and keeps whole characters and its extension', () => {
    const name = displayName(`${'😀'.repeat(300)}.pdf`, 'pdf');
    expect([...name]).toHaveLength(120);
    expect(name).toMatch(/^(?:😀)+\.pdf$/u);
  });
});

describe('the last extension of a name', () => {
  const cases: Array<[string, string | null]> = [
    ['a.PDF', 'pdf'],
    ['a.pdf.exe', 'exe'],
    ['a.pdf. ', 'pdf'],
    ['a.e\u200bxe', 'exe'],
    ['a', null],
    ['Certificado Dr. Pérez', null],
    ['scan.001', null],
    ['dir.exe/a', null],
  ];

  it.each(cases)('%j -> %j', (name, extension) => expect(extensionOf(name)).toBe(extension));
});

describe('Content-Disposition', () => {
  it('gives a plain name as it is', () => {
    expect(contentDisposition('attachment', 'a b.pdf')).toBe('attachment; filename="a b.pdf"');
  });

  it('gives other names in ASCII for old clients, and whole for the rest', () => {
    expect(contentDisposition('inline', "médico (1)'.pdf")).toBe(
      `inline; filename="medico (1)'.pdf"; filename*=UTF-8''m%C3%A9dico%20%281%29%27.pdf`
    );
  });

  it.each(['a"; filename="b.exe.pdf', 'a\\".pdf', 'a\r\nX: y.pdf', 'a%41.pdf', '\ud800.pdf', '診断書.pdf'])(
    'cannot be broken out of by %j',
    (name) => {
      expect(contentDisposition('attachment', name)).toMatch(
        /^attachment; filename="[^"\\%\r\n\u0080-\uffff]*"(?:; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+)?$/
      );
    }
  );
});
