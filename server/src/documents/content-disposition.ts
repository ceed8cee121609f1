/** Characters of a quoted-string that need no escape and that no browser misreads (RFC 6266, appendix D). */
const PLAIN = /[^\x20-\x7e]|["\\%]/g;

/** RFC 8187, 3.2.1: what `encodeURIComponent` leaves alone although it is no attr-char. */
const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * A Content-Disposition value (RFC 6266) for a name from `displayName`: plain ASCII for old clients, and the whole name
 * in UTF-8 (RFC 8187) where ASCII does not carry it. Nothing in the name can end the header or add a parameter.
 *
 * @param disposition `inline` shows it, `attachment` saves it
 */
export const contentDisposition = (disposition: 'inline' | 'attachment', name: string): string => {
  const whole = name.replace(/\p{Surrogate}/gu, '_');
  const plain = whole
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(PLAIN, '_');
  const extended = plain === whole ? '' : `; filename*=UTF-8''${percentEncode(whole)}`;
  return `${disposition}; filename="${plain}"${extended}`;
};
