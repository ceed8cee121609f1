export { defaults } from './defaults';
export { validateConfig } from './validation';
export type { CertificatesConfig } from './types';
