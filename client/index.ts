/**
 * The client API, typed, for web apps, React Native and Node: `fetch` and nothing else.
 *
 * ```ts
 * const certificates = createCertificatesClient({ baseUrl: 'https://api.example.com', token: () => session.jwt });
 * const { data } = await certificates.list({ filters: { state: 'missing_info' } });
 * ```
 */
export { createCertificatesClient, type CertificatesClient, type CertificatesClientOptions } from './create-client';
export { CertificatesError, type ErrorCode, type KnownErrorCode } from './errors';
export type * from './types';
