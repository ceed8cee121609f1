import { EXTENSIONS, type DocumentKind } from './document-kinds';

/** Longest name kept, in Unicode code points: below the 255 bytes that file systems allow a client's download. */
const MAX_NAME_LENGTH = 120;

/** Shown for a document that came without a usable name. */
const FALLBACK_NAME = 'document';

/**
 * Control characters, the marks that reverse or hide text (Unicode TR #36: "photo[RLO]gpj.exe" reads as a picture),
 * zero-width characters, and lone surrogates, which no header can carry.
 */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|\p{Surrogate}/gu;

/** Characters that Windows refuses in file names, and that mean something to a shell or a header. */
const UNSAFE = /[<>:"|?*]/g;

const clean = (name: string): string => {
  const visible = name.normalize('NFC').replace(INVISIBLE, '');
  const base = visible.split(/[\\/]/).at(-1) ?? '';
  return base.replace(UNSAFE, '_').replace(/\s+/g, ' ').trim();
};

/** Without dots and blanks at the end. By hand, because a pattern tries anew at each of a thousand dots in a row. */
const withoutTail = (name: string): string => {
  let end = name.length;
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end -= 1;
  return name.slice(0, end);
};

/**
 * The name's last extension, in lower case, or null where there is none. It is read from the name as it will be shown,
 * so that nothing invisible tells the two apart. Digits alone are no extension: people name scans "scan 12.03.2024".
 */
export const extensionOf = (name: string): string | null => {
  const match = /\.([a-z0-9]{1,16})$/i.exec(withoutTail(clean(name)));
  const extension = match?.[1]?.toLowerCase() ?? null;
  return extension === null || /^\d+$/.test(extension) ? null : extension;
};

const shorten = (text: string, length: number): string => [...text].slice(0, length).join('').trim();

/**
 * The name under which a document is shown and downloaded: the client's, without path, controls and direction marks,
 * at most 120 code points, ending in an extension that the content has. Such a name is mended and not refused, because
 * the client did not choose what the phone calls its files.
 *
 * @param declared the name that the client sent; may be empty
 */
export const displayName = (declared: string, kind: DocumentKind): string => {
  const name = withoutTail(clean(declared));
  const extension = extensionOf(name);
  const fits = extension !== null && EXTENSIONS[kind].includes(extension);
  const isKnown = extension !== null && Object.values(EXTENSIONS).some((known) => known.includes(extension));
  const dot = name.lastIndexOf('.');
  const stem = (isKnown ? name.slice(0, dot) : name).replace(/^[. ]+/, '');
  const ending = fits ? name.slice(dot + 1) : EXTENSIONS[kind][0];
  return `${shorten(stem, MAX_NAME_LENGTH - ending.length - 1) || FALLBACK_NAME}.${ending}`;
};
