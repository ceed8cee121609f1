import path from 'node:path';

/** The path of a real file to upload; see tests/fixtures/README.md. */
export const fixture = (name: 'photo.heic' | 'photo-gps-rotated.jpg' | 'scan.png' | 'signed.pdf'): string =>
  path.resolve(__dirname, '../fixtures', name);
