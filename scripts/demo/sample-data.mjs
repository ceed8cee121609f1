/** The people and places of the demo. Nobody here exists; mail addresses end in example.com, which is nobody's. */
export const PASSWORD = 'Certificates-1';

export const SUPER_ADMIN = { firstname: 'Ada', lastname: 'Admin', email: 'admin@example.com' };

export const CENTERS = {
  madrid: { name: 'Gimnasio Retiro', timeZone: 'Europe/Madrid' },
  rome: { name: 'Palestra Trastevere', timeZone: 'Europe/Rome' },
  london: { name: 'Thames Climbing Club', timeZone: 'Europe/London' },
  mexico: { name: 'Centro Acuático Coyoacán', timeZone: 'America/Mexico_City' },
};

export const STAFF = [
  { firstname: 'Marta', lastname: 'Gestora', email: 'marta@example.com', role: 'certificates-manager', centers: [] },
  {
    firstname: 'Pablo',
    lastname: 'Prieto',
    email: 'pablo@example.com',
    role: 'certificates-professional',
    centers: ['madrid'],
  },
  {
    firstname: 'Giulia',
    lastname: 'Galli',
    email: 'giulia@example.com',
    role: 'certificates-professional',
    centers: ['rome'],
  },
  {
    firstname: 'Emma',
    lastname: 'Evans',
    email: 'emma@example.com',
    role: 'certificates-professional',
    centers: ['london'],
  },
  {
    firstname: 'Ximena',
    lastname: 'Xool',
    email: 'ximena@example.com',
    role: 'certificates-professional',
    centers: ['madrid', 'mexico'],
  },
];

const TEMPLATES = {
  medical: {
    issueToNewClients: true,
    renewOnExpiry: true,
    accessRule: 'block',
    reminders: { daysBefore: [7, 1], missingEveryDays: 14, missingMax: 2 },
  },
  insurance: { renewOnExpiry: true, renewalLeadDays: 30, accessRule: 'warn' },
  licence: { expiringSoonDays: 30, centers: ['london'] },
  identity: { expires: false },
  firstAid: {},
};

/** What templates are called, and what clients are told about them: a centre has one language for these. */
const TEMPLATE_TEXTS = {
  en: {
    medical: [
      'Medical certificate',
      'A certificate signed by your doctor that says you are fit for sport. All pages, in one file.',
    ],
    insurance: [
      'Accident insurance',
      'Your accident insurance policy. The page with the policy number and the date is enough.',
    ],
    licence: ['Climbing licence', 'Both sides of your licence card.'],
    identity: ['Identity document', 'Passport or identity card. We ask for it once.'],
    firstAid: ['First-aid course 2024', 'The certificate of attendance.'],
  },
  es: {
    medical: [
      'Certificado médico',
      'Un certificado firmado por tu médico que diga que eres apto para el deporte. Todas las páginas, en un solo archivo.',
    ],
    insurance: [
      'Seguro de accidentes',
      'La póliza de tu seguro de accidentes. Basta la página con el número de póliza y la fecha.',
    ],
    licence: ['Licencia de escalada', 'Las dos caras de tu licencia.'],
    identity: ['Documento de identidad', 'Pasaporte o documento de identidad. Lo pedimos una sola vez.'],
    firstAid: ['Curso de primeros auxilios 2024', 'El certificado de asistencia.'],
  },
};

/** @param {'en' | 'es'} language of their names and instructions */
export const templatesIn = (language) =>
  Object.entries(TEMPLATES).map(([key, rules]) => {
    const [name, instructions] = TEMPLATE_TEXTS[language][key];
    return [key, { name, instructions, ...rules }];
  });

const client = (firstname, lastname, language, ...centers) => ({
  username: `${firstname} ${lastname}`,
  email: `${firstname}.${lastname}@example.com`
    .normalize('NFD')
    .replace(/[^\w.@]/g, '')
    .toLowerCase(),
  language,
  centers,
});

/** Those who have been with their centre for more than a year. */
export const OLD_CLIENTS = [
  client('Lucía', 'Fernández', 'es', 'madrid'),
  client('Javier', 'Ortega', 'es', 'madrid'),
  client('Carmen', 'Núñez', 'es', 'madrid'),
  client('Alejandro', 'Peña', 'es', 'madrid', 'mexico'),
  client('Sofía', 'Ramírez', 'es', 'mexico'),
  client('Chiara', 'Esposito', 'it', 'rome'),
  client('Matteo', 'Ricci', 'it', 'rome'),
  client('Francesca', 'Colombo', 'it', 'rome'),
  client('Nicolò', 'Ferrari', 'it', 'rome'),
  client('Olivia', 'Bennett', 'en', 'london'),
  client('Harry', 'Walsh', 'en', 'london'),
  client('Amelia', 'Hughes', 'en', 'london'),
];

/** Those who came in the last days. */
export const NEW_CLIENTS = [
  client('Diego', 'Castillo', 'es', 'mexico'),
  client('Valeria', 'Mendoza', 'es', 'mexico'),
  client('Íñigo', 'Etxeberria', 'es', 'madrid'),
  client('Giorgia', 'Moretti', 'it', 'rome'),
  client('Lorenzo', 'Greco', 'it', 'rome'),
  client('Grace', 'Murphy', 'en', 'london'),
  client('Jack', 'Taylor', 'en', 'london'),
  client('Emily', 'Clarke', 'en', 'london'),
];
