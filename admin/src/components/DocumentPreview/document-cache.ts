import type { StaffCertificate } from '../../../../server/contracts';
import { fetchBytes } from '../../api/bytes';

type ShownDocument = NonNullable<StaffCertificate['document']>;

export type Kind = 'image' | 'pdf' | 'none';

/** What of a document can be shown, and where its bytes are. */
export const shownAs = ({ url, previewUrl, mime }: ShownDocument): { kind: Kind; source: string } => {
  if (mime === 'application/pdf') return { kind: 'pdf', source: url };
  if (previewUrl) return { kind: 'image', source: previewUrl };
  return { kind: mime === 'image/jpeg' || mime === 'image/png' ? 'image' : 'none', source: url };
};

/** Documents looked at last and the one that comes next: enough for going back and forth, and no more in memory. */
const MAX_KEPT = 5;
const kept = new Map<string, Promise<Blob>>();

/**
 * A document's bytes, fetched with the user's own authorisation (an `<img src>` would go without it).
 * @param revision of the certificate: a document that was replaced is another one at the same address
 */
export const loadDocument = (source: string, revision: number): Promise<Blob> => {
  const key = `${revision} ${source}`;
  const loading =
    kept.get(key) ??
    fetchBytes(source).catch((error: unknown) => {
      kept.delete(key);
      throw error;
    });
  kept.delete(key);
  kept.set(key, loading);
  for (const oldest of [...kept.keys()].slice(0, -MAX_KEPT)) kept.delete(oldest);
  return loading;
};

/** Fetches what will be looked at next. That it fails is told when it is looked at. */
export const preloadDocument = (certificate: StaffCertificate | undefined): void => {
  if (!certificate?.document) return;
  const { kind, source } = shownAs(certificate.document);
  if (kind !== 'none') loadDocument(source, certificate.revision).catch(() => undefined);
};
