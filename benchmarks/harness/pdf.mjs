import { randomBytes } from 'node:crypto';

/** A PDF of one empty page with so many bytes of image data: nothing in it can be made smaller, or skipped. */
export const pdfOf = (size) => {
  const head = Buffer.from(
    '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n' +
      '1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n' +
      '2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n' +
      '3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n',
    'latin1'
  );
  const tail = '\r\nendstream\nendobj\ntrailer\n<< /Size 9 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n';
  const data = size - head.length - tail.length - 60;
  return Buffer.concat([
    head,
    Buffer.from(`7 0 obj\n<< /Length ${data} >>\nstream\r\n`),
    randomBytes(data),
    Buffer.from(tail),
  ]);
};

/** The body of a form with one file, and its content type. */
export const formOf = (file, fields = {}) => {
  const boundary = 'bench-boundary-7f3a';
  const text = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  );
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="scan.pdf"\r\ncontent-type: application/pdf\r\n\r\n`;
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(text.join('') + head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
};
