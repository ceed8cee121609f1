import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

/** Record size that the header announces (RFC 8188); a push message is always one record. */
const RECORD_SIZE = 4_096;
/** What push services must take (RFC 8030, 7.2), less header, padding delimiter and authentication tag. */
export const MAX_PAYLOAD_BYTES = 4_096 - 86 - 1 - 16;

const hkdf = (salt: Uint8Array, secret: Uint8Array, info: Uint8Array, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, length));

/**
 * Encrypts a message for one browser, so that its push service cannot read it (RFC 8291, `aes128gcm` of RFC 8188).
 * @param keys of the subscription, base64url
 * @param own salt and private key of this one message; random unless a test fixes them
 * @returns the body to post
 * @throws Error when `p256dh` is no point of the curve
 */
export const encryptForBrowser = (
  plaintext: Uint8Array,
  keys: { p256dh: string; auth: string },
  own: { salt?: Uint8Array; privateKey?: Uint8Array } = {}
): Buffer => {
  const salt = own.salt ?? randomBytes(16);
  const ecdh = createECDH('prime256v1');
  if (own.privateKey) ecdh.setPrivateKey(own.privateKey);
  else ecdh.generateKeys();
  const browserKey = Buffer.from(keys.p256dh, 'base64url');
  const ownKey = ecdh.getPublicKey();

  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), browserKey, ownKey]);
  const secret = hkdf(Buffer.from(keys.auth, 'base64url'), ecdh.computeSecret(browserKey), keyInfo, 32);
  const key = hkdf(salt, secret, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = hkdf(salt, secret, Buffer.from('Content-Encoding: nonce\0'), 12);

  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  // 0x02 ends the last record.
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.update(Buffer.from([2])), cipher.final()]);
  const header = Buffer.alloc(21);
  header.set(salt, 0);
  header.writeUInt32BE(RECORD_SIZE, 16);
  header.writeUInt8(ownKey.length, 20);
  return Buffer.concat([header, ownKey, encrypted, cipher.getAuthTag()]);
};
