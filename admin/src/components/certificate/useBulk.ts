import * as React from 'react';

import type { StaffCertificate } from '../../../../server/contracts';
import { useBulkCertificatesMutation, type BulkVerb } from '../../api/certificates';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';

export interface BulkResult {
  verb: BulkVerb;
  done: number;
  failed: { certificate: StaffCertificate; code: string }[];
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
      const failed = answers.flatMap(({ documentId, ok, code }) => {
        const certificate = selected.find((row) => row.documentId === documentId);
        return ok || !certificate ? [] : [{ certificate, code: code ?? '' }];
      });
      const done = answers.length - failed.length;
      if (failed.length === 0) notify.success(t(`bulk.${verb}.done`, { count: done }));
      else setResult({ verb, done, failed });
      onDone();
    } catch (error) {
      notify.failure(error);
    }
  };

  return { run, result, closeResult: () => setResult(null) };
};
