import * as React from 'react';

import type { StaffCertificate } from '../../../../server/contracts';
import {
  useApproveCertificateMutation,
  useArchiveCertificateMutation,
  useDeleteCertificateMutation,
  useReviewCertificateMutation,
} from '../../api/certificates';
import type { RejectionReason } from '../../constants';
import { failureOf } from '../../hooks/useErrorText';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';

type Certificate = Pick<StaffCertificate, 'documentId' | 'revision' | 'name' | 'client'>;
interface Review {
  reason: RejectionReason;
  comment: string | null;
}

/** `changed`: it is another version now; `late`: somebody else has decided already. */
export type Outcome = 'done' | 'changed' | 'late' | 'failed';

/** What the server says where a certificate is no longer in the state that it was in on the screen. */
const LATE: (string | null)[] = ['wrong_state', 'archived', 'trashed'];

/**
 * What staff do to a certificate. Each tells how it went. Where somebody has changed the certificate meanwhile, nothing is
 * done: it is fetched anew (a mutation that fails invalidates, too), and `changedId` names it until the next attempt.
 */
export const useReview = () => {
  const t = useTranslate();
  const notify = useNotify();
  const [changedId, setChangedId] = React.useState<string | null>(null);
  const [approveOne] = useApproveCertificateMutation();
  const [reviewOne] = useReviewCertificateMutation();
  const [archiveOne] = useArchiveCertificateMutation();
  const [deleteOne] = useDeleteCertificateMutation();

  return React.useMemo(() => {
    const who = ({ name, client }: Certificate) => ({ name, client: client?.username ?? '' });
    const done = async (certificate: Certificate, work: Promise<unknown>, message: string): Promise<Outcome> => {
      setChangedId(null);
      try {
        await work;
        notify.success(message);
        return 'done';
      } catch (error) {
        const { code } = failureOf(error);
        if (code === 'revision_changed') {
          setChangedId(certificate.documentId);
          return 'changed';
        }
        if (LATE.includes(code)) {
          notify.warning(t('changed.late', who(certificate)));
          return 'late';
        }
        notify.failure(error);
        return 'failed';
      }
    };
    return {
      approve: (certificate: Certificate) => {
        const { documentId, revision } = certificate;
        return done(certificate, approveOne({ documentId, revision }).unwrap(), t('approve.done', who(certificate)));
      },
      sendBack: (verb: 'reject' | 'revoke', certificate: Certificate, review: Review) => {
        const { documentId, revision } = certificate;
        const work = reviewOne({ documentId, revision, verb, ...review }).unwrap();
        return done(certificate, work, t(`${verb}.done`, who(certificate)));
      },
      archive: (certificate: Certificate) =>
        done(certificate, archiveOne(certificate.documentId).unwrap(), t('archive.done', who(certificate))),
      remove: (certificate: Certificate) =>
        done(certificate, deleteOne(certificate.documentId).unwrap(), t('delete.done', who(certificate))),
      changedId,
      forgetChange: () => setChangedId(null),
    };
  }, [t, notify, approveOne, reviewOne, archiveOne, deleteOne, changedId]);
};
