/**
 * Documents as clients hand them in: a page that says what it is, whose it is and until when it is valid, as PDF, as a scan or
 * as a photo on a table. Nobody on them exists.
 */
import sharp from 'sharp';

/** A4 in points. */
const PAGE = { width: 595, height: 842 };
const LEFT = 64;
const INK = '#1f2430';
const PALE = '#6b7280';
const BLUE = '#27408b';

const WORDS = {
  en: {
    name: 'Name',
    issued: 'Date',
    validUntil: 'Valid until',
    sample: 'A sample: neither the people nor the places on it exist.',
    medical: {
      from: ['Riverside Sports Medicine', '14 Wharf Road, London'],
      title: 'Medical certificate',
      text: ['On examination today there is no medical reason', 'against taking part in sport and competition.'],
      by: ['Dr Hannah Reed', 'Sports medicine, no. 60 4471'],
    },
    insurance: {
      from: ['Albion Mutual', '200 Market Street, London'],
      title: 'Accident insurance',
      text: ['Policy AM-20 7731. Accidents in sport are covered,', 'at the club and on the way there and back.'],
      by: ['Peter Lowe', 'Albion Mutual, policies'],
    },
    licence: {
      from: ['National Climbing Federation', '3 Station Approach, Sheffield'],
      title: 'Climbing licence',
      text: ['The holder may belay and climb unsupervised', 'at indoor walls of member clubs.'],
      by: ['Sarah Finch', 'Federation office'],
    },
    identity: {
      from: ['Registry office', 'Certified copies'],
      title: 'Identity document, copy',
      text: ['This copy agrees with the original,', 'which was shown at the desk.'],
      by: ['Martin Shaw', 'Registrar'],
    },
    firstAid: {
      from: ['Lifeline Training', '8 Abbey Lane, London'],
      title: 'First-aid course',
      text: ['Attended the course of twelve hours', 'and passed its practical test.'],
      by: ['Laura Bright', 'Course instructor'],
    },
  },
  es: {
    name: 'Nombre',
    issued: 'Fecha',
    validUntil: 'Válido hasta',
    sample: 'Documento de muestra: ni las personas ni los lugares que nombra existen.',
    medical: {
      from: ['Clínica del Deporte', 'Calle de la Ribera 14'],
      title: 'Certificado médico',
      text: ['En el reconocimiento de hoy no se aprecia ninguna', 'contraindicación para el deporte y la competición.'],
      by: ['Dra. Elena Molina', 'Medicina del deporte, n.º 28 4471'],
    },
    insurance: {
      from: ['Mutua Ibérica', 'Avenida del Mercado 200'],
      title: 'Seguro de accidentes',
      text: ['Póliza MI-20 7731. Cubre los accidentes deportivos', 'en el centro y en los trayectos de ida y vuelta.'],
      by: ['Pedro Lobo', 'Mutua Ibérica, pólizas'],
    },
    identity: {
      from: ['Registro', 'Copias compulsadas'],
      title: 'Documento de identidad, copia',
      text: ['Esta copia coincide con el original,', 'presentado en la oficina.'],
      by: ['Martín Salas', 'Registro'],
    },
    firstAid: {
      from: ['Formación Salvavidas', 'Calle de la Abadía 8'],
      title: 'Curso de primeros auxilios',
      text: ['Ha asistido al curso de doce horas', 'y ha superado la prueba práctica.'],
      by: ['Laura Claros', 'Instructora del curso'],
    },
  },
  it: {
    name: 'Nome',
    issued: 'Data',
    validUntil: 'Valido fino al',
    sample: 'Documento di esempio: né le persone né i luoghi indicati esistono.',
    medical: {
      from: ['Medicina dello Sport Lungofiume', 'Via del Porto 14, Roma'],
      title: 'Certificato medico',
      text: ['Alla visita di oggi non risultano controindicazioni', 'alla pratica sportiva, anche agonistica.'],
      by: ['Dott.ssa Anna Marchetti', 'Medicina dello sport, n. 4471'],
    },
    insurance: {
      from: ['Mutua Tirrena', 'Piazza del Mercato 200, Roma'],
      title: 'Assicurazione infortuni',
      text: ['Polizza MT-20 7731. Copre gli infortuni sportivi', 'in palestra e nel tragitto di andata e ritorno.'],
      by: ['Pietro Lupi', 'Mutua Tirrena, polizze'],
    },
  },
};

const text = (x, y, size, content, { bold = false, colour = INK, centred = false } = {}) => ({
  kind: 'text',
  // Letters are half as wide as high, near enough for a stamp.
  x: centred ? x - content.length * size * 0.26 : x,
  y,
  size,
  content,
  bold,
  colour,
});
/** @param points start, then three points for each curve */
const curve = (points, { colour = INK, width = 1 } = {}) => ({ kind: 'curve', points, colour, width });
const rule = (x, y, length, style) => curve([x, y, x, y, x + length, y, x + length, y], style);

/** How far the handles of four curves stand out that together make a circle. */
const ROUND = 0.5523;
const circle = (x, y, r, style) => {
  const h = r * ROUND;
  const quarter = (fromX, fromY, toX, toY) => [
    ...[x + fromX * r + toX * h, y + fromY * r + toY * h],
    ...[x + toX * r + fromX * h, y + toY * r + fromY * h],
    ...[x + toX * r, y + toY * r],
  ];
  return curve(
    [x + r, y, ...quarter(1, 0, 0, 1), ...quarter(0, 1, -1, 0), ...quarter(-1, 0, 0, -1), ...quarter(0, -1, 1, 0)],
    style
  );
};

const SIGNATURE = [
  ...[84, 450, 96, 406, 118, 400, 112, 442],
  ...[108, 470, 128, 416, 142, 428],
  ...[150, 436, 136, 454, 156, 442],
  ...[172, 432, 176, 410, 186, 434],
  ...[192, 452, 214, 408, 226, 432],
  ...[232, 446, 252, 422, 268, 436],
];

const shapesOf = ({ kind, language, person, issued, validUntil }) => {
  const words = WORDS[language] ?? WORDS.en;
  const { from, title, text: lines, by } = words[kind] ?? WORDS.en[kind];
  const day = (date) =>
    new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone: 'UTC' }).format(
      date
    );
  const rows = [
    [words.name, person],
    [words.issued, day(issued)],
    ...(validUntil ? [[words.validUntil, day(validUntil)]] : []),
  ];
  return [
    text(LEFT, 84, 15, from[0], { bold: true, colour: BLUE }),
    text(LEFT, 102, 10, from[1], { colour: PALE }),
    rule(LEFT, 120, PAGE.width - 2 * LEFT, { colour: BLUE, width: 1.5 }),
    text(LEFT, 168, 24, title, { bold: true }),
    ...rows.flatMap(([label, value], at) => [
      text(LEFT, 212 + at * 34, 11, label, { colour: PALE }),
      text(LEFT + 110, 212 + at * 34, 14, value, { bold: true }),
      rule(LEFT, 222 + at * 34, PAGE.width - 2 * LEFT, { colour: '#d1d5db', width: 0.75 }),
    ]),
    ...lines.map((line, at) => text(LEFT, 334 + at * 22, 14, line)),
    curve(SIGNATURE, { colour: BLUE, width: 1.8 }),
    rule(LEFT, 466, 230, { colour: PALE, width: 0.75 }),
    text(LEFT, 484, 11, by[0], { bold: true }),
    text(LEFT, 499, 10, by[1], { colour: PALE }),
    circle(438, 434, 58, { colour: BLUE, width: 2 }),
    circle(438, 434, 50, { colour: BLUE, width: 0.8 }),
    ...from[0]
      .split(' ')
      .map((word, at, all) =>
        text(438, 438 + (at - (all.length - 1) / 2) * 15, 11, word, { bold: true, colour: BLUE, centred: true })
      ),
    text(LEFT, 790, 8, words.sample, { colour: PALE }),
  ];
};

const escape = (content) => content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const pairs = (points) => points.join(' ').match(/\S+ \S+/g);

const toSvg = (shapes) => {
  const marks = shapes.map((shape) => {
    if (shape.kind === 'text') {
      const { x, y, size, bold, colour, content } = shape;
      return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${bold ? 700 : 400}" fill="${colour}">${escape(content)}</text>`;
    }
    const [start, ...rest] = pairs(shape.points);
    return `<path d="M ${start} C ${rest.join(' ')}" fill="none" stroke="${shape.colour}" stroke-width="${shape.width}" stroke-linecap="round"/>`;
  });
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${PAGE.width}" height="${PAGE.height}" font-family="Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif">
<rect width="100%" height="100%" fill="#fdfdfb"/>${marks.join('\n')}</svg>`
  );
};

const rgb = (colour) =>
  [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255).toFixed(3)).join(' ');

/** In Latin-1, as the fonts' encoding has it; PDF counts from the bottom. */
const toPdf = (shapes) => {
  const up = (y) => PAGE.height - y;
  const marks = shapes.map((shape) => {
    if (shape.kind === 'text') {
      const { x, y, size, bold, colour, content } = shape;
      const written = content.replace(/[\\()]/g, '\\$&');
      return `BT ${rgb(colour)} rg /F${bold ? 2 : 1} ${size} Tf ${x.toFixed(2)} ${up(y)} Td (${written}) Tj ET`;
    }
    const [startX, startY, ...rest] = shape.points.map((value, at) => (at % 2 ? up(value) : value).toFixed(2));
    const curves = rest
      .join(' ')
      .match(/(?:\S+ ?){6}/g)
      .map((points) => `${points.trim()} c`);
    return `${rgb(shape.colour)} RG ${shape.width} w 1 J ${startX} ${startY} m ${curves.join(' ')} S`;
  });
  const content = marks.join('\n');
  const font = (name) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    font('Helvetica'),
    font('Helvetica-Bold'),
  ];
  let file = '%PDF-1.4\n';
  const places = objects.map((object, at) => {
    const place = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const table = file.length;
  const size = objects.length + 1;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}`;
  file += `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
};

const SCAN_DENSITY = 150;
const TABLE = '#7d6a58';

/** Not quite straight, on a table, with the light from one side. */
const toPhoto = async (shapes) => {
  const paper = await sharp(toSvg(shapes), { density: SCAN_DENSITY })
    .rotate(1.4, { background: TABLE })
    .extend({ top: 40, bottom: 60, left: 50, right: 40, background: TABLE })
    .png()
    .toBuffer();
  const { width, height } = await sharp(paper).metadata();
  const light = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="light" x2="1" y2="1"><stop offset="0.3" stop-opacity="0"/><stop offset="1" stop-opacity="0.22"/></linearGradient>
    <rect width="100%" height="100%" fill="url(#light)"/></svg>`);
  return sharp(paper)
    .composite([{ input: light }])
    .jpeg({ quality: 82 })
    .toBuffer();
};

const MAKERS = {
  pdf: (shapes) => Promise.resolve(toPdf(shapes)),
  png: (shapes) => sharp(toSvg(shapes), { density: SCAN_DENSITY }).png({ palette: true }).toBuffer(),
  jpg: toPhoto,
};

/**
 * @param {object} about
 * @param {string} about.kind of template, as the sample data call it
 * @param {string} about.language of the client
 * @param {string} about.person whose it is
 * @param {Date} about.issued
 * @param {Date} [about.validUntil]
 * @param {'pdf' | 'png' | 'jpg'} format
 * @returns {Promise<{ name: string, bytes: Buffer }>}
 */
export const makeDocument = async (about, format) => {
  const { title } = WORDS[about.language]?.[about.kind] ?? WORDS.en[about.kind];
  const name = title
    .normalize('NFD')
    .replace(/[^\w ]/g, '')
    .trim()
    .replace(/ +/g, '-')
    .toLowerCase();
  return { name: `${name}.${format}`, bytes: await MAKERS[format](shapesOf(about)) };
};
