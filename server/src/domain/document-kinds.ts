/** The kinds of document that a certificate may be, each decided by the bytes and never by what the client declares. */
export type DocumentKind = 'jpeg' | 'png' | 'heif' | 'pdf';

/** What a document's first bytes say it is. */
export interface ContentType {
  kind: DocumentKind;
  /** The media type it is stored and served with. */
  mime: string;
}

/** What staff should know of a document that was let through. `active_pdf`: a PDF with scripts. */
export type DocumentWarning = 'active_pdf';

/** Extensions that mean a kind; the first is the one written where the name has none that fits. */
export const EXTENSIONS: Readonly<Record<DocumentKind, readonly [string, ...string[]]>> = {
  jpeg: ['jpg', 'jpeg'],
  png: ['png'],
  heif: ['heic', 'heif'],
  pdf: ['pdf'],
};

/** Kinds that have a preview of their own: a browser shows a PDF from the original. */
export const hasPreview = (mime: string): boolean => /^image\/(jpeg|png|hei[cf])$/.test(mime);
