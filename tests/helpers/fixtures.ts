import path from 'node:path';

/** The path of a real file to upload, e.g. `photo.heic`; tests/fixtures/README.md says which there are. */
export const fixture = (name: string): string => path.resolve(__dirname, '../fixtures', name);
