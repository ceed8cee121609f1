import * as React from 'react';

import type { StaffCertificate } from '../../../../server/contracts';
import { useBulkCertificatesMutation, type BulkVerb } from '../../api/certificates';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';

export interface BulkResult {
  verb: BulkVerb;
  done: number;
  /** In the order of the list; `code` says why nothing was done. */
  rows: { certificate: StaffCertificate; code: string | null }[];
}

/** Does one thing to many certificates. Each succeeds or fails by itself, and the result says which, and why. */
export const useBulk = (selected: StaffCertificate[], onDone: () => void) => {
  const t = useTranslate();
  const notify = useNotify();
  const [act] = useBulkCertificatesMutation();
  const [result, setResult] = React.useState<BulkResult | null>(null);

  const run = async (verb: BulkVerb) => {
    const rows = selected.map(({ documentId, revision }) => ({
      documentId,
      ...(verb === 'approve' ? { revision } : {}),
    }));
    try {
      const answers = await act({ verb, rows }).unwrap();
      const done = answers.filter(({ ok }) => ok).length;
      const outcomes = selected.flatMap((certificate) => {
        const answer = answers.find(({ documentId }) => documentId === certificate.documentId);
        return answer ? [{ certificate, code: answer.ok ? null : (answer.code ?? '') }] : [];
      });
      if (done === answers.length) notify.success(t(`bulk.${verb}.done`, { count: done }));
      else setResult({ verb, done, rows: outcomes });
      onDone();
    } catch (error) {
      notify.failure(error);
    }
  };

  return { run, result, closeResult: () => setResult(null) };
};
