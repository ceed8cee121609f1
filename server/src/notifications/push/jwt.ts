import { sign, type KeyObject } from 'node:crypto';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs claims (RFC 7515), with ES256 for VAPID and RS256 for Google. */
export const signJwt = (
  algorithm: 'ES256' | 'RS256',
  claims: Record<string, string | number>,
  key: KeyObject
): string => {
  const input = `${encode({ typ: 'JWT', alg: algorithm })}.${encode(claims)}`;
  const signature = sign(
    'sha256',
    Buffer.from(input),
    algorithm === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key
  );
  return `${input}.${signature.toString('base64url')}`;
};
