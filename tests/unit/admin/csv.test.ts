import { localisedCsv } from '../../../admin/src/pages/CertificateList/csv';

const WORDS: Record<string, string> = {
  'field.client': 'Cliente',
  'field.state': 'Estado',
  'field.notes': 'Notas',
  'state.approved': 'Aprobado',
  'state.pending_approval': 'Pendiente, "de" aprobación',
};
const localised = (text: string) => localisedCsv(text, (key) => WORDS[key] ?? key);

it('headings and codes are in the reader’s language, and what people wrote is left alone', () => {
  const text =
    '\uFEFFclient,state,notes,documentId\r\n' +
    '"Vidal, ""Bru""",approved,"approved\r\nstate",abc\r\n' +
    "'=1+1,pending_approval,,def\r\n" +
    ',other,state,\r\n';
  expect(localised(text)).toBe(
    '\uFEFF"Cliente","Estado","Notas",documentId\r\n' +
      '"Vidal, ""Bru""","Aprobado","approved\r\nstate",abc\r\n' +
      '\'=1+1,"Pendiente, ""de"" aprobación",,def\r\n' +
      ',other,state,\r\n'
  );
});

it('a list of nothing has its headings', () => {
  expect(localised('client,state\r\n')).toBe('"Cliente","Estado"\r\n');
  expect(localised('')).toBe('');
});
