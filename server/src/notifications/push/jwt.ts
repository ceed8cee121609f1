import { sign, type KeyObject } from 'node:crypto';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs claims with an RSA key (RFC 7515, RS256), as Google asks for them. */
export const signJwt = (claims: Record<string, string | number>, key: KeyObject): string => {
  const input = `${encode({ typ: 'JWT', alg: 'RS256' })}.${encode(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
};
