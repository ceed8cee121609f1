import { randomBytes } from 'node:crypto';

import { EXTENSIONS, type DocumentKind } from '../domain/document-kinds';

/** The folder that a key begins with: the first eight of its random bits. */
export const KEY_FOLDER = /^[0-9a-f]{2}$/;

const endings = Object.values(EXTENSIONS).map(([first]) => first);
const OWN_KEY = new RegExp(`^([0-9a-f]{2})/\\1[0-9a-f]{30}\\.(?:${endings.join('|')})$`);

/** A storage key: 128 random bits behind a folder of their first eight, with the extension of the content. */
export const randomKey = (kind: DocumentKind): string => {
  const id = randomBytes(16).toString('hex');
  return `${id.slice(0, 2)}/${id}.${EXTENSIONS[kind][0]}`;
};

/** Whether this is what `randomKey` makes: anything else in the store belongs to somebody else. */
export const isOwnKey = (key: string): boolean => OWN_KEY.test(key);
