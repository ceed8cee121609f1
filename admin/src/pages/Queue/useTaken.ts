import * as React from 'react';

import type { StaffCertificate } from '../../../../server/contracts';

/** Milliseconds in which a decision about the one before may still be on its way from eye to hand. */
const REST = 1_500;

interface Look {
  query: string;
  certificate: StaffCertificate | undefined;
}

/**
 * Notices when somebody else deals with the certificate in hand, so that the next one takes its place by itself.
 * @param query what makes the list what it is
 * @param isCurrent whether the rows are those of the query
 */
export const useTaken = (
  { query, certificate }: Look,
  rows: StaffCertificate[],
  isCurrent: boolean,
  onTaken: (certificate: StaffCertificate) => void
) => {
  const own = React.useRef(new Set<string>());
  const last = React.useRef<Look | null>(null);
  const takenAt = React.useRef(0);

  React.useEffect(() => {
    const before = last.current;
    last.current = isCurrent ? { query, certificate } : null;
    const gone = before?.query === query && isCurrent ? before.certificate : undefined;
    if (!gone || own.current.has(gone.documentId)) return;
    if (rows.some(({ documentId }) => documentId === gone.documentId)) return;
    takenAt.current = Date.now();
    onTaken(gone);
  }, [query, certificate, rows, isCurrent, onTaken]);

  return {
    /** That this one leaves the list is one's own doing. */
    expect: (documentId: string) => void own.current.add(documentId),
    /** It came to nothing: whoever deals with this one now is somebody else. */
    unexpect: (documentId: string) => void own.current.delete(documentId),
    /** Whether what is on the screen has only just come, unasked: nobody approves what they have not looked at. */
    isUnseen: () => Date.now() - takenAt.current < REST,
  };
};
