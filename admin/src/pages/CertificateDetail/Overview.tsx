import { Typography } from '@strapi/design-system';

import type { StaffCertificate } from '../../../../server/contracts';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { TextLink } from '../../components/RouterLink';
import { StateBadge } from '../../components/StateBadge';
import { ROUTE } from '../../constants';
import { NOTHING } from '../../formats';
import { useAllowed } from '../../hooks/useAllowed';
import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';

/** Everything that is known of a certificate, its instants on the clocks of its centre. */
export const Overview = ({ certificate }: { certificate: StaffCertificate }) => {
  const t = useTranslate();
  const formats = useFormats();
  const allowed = useAllowed();
  const { client, center, predecessor, template } = certificate;
  const instant = (at: string | null) => formats.instant(at, certificate.timeZone);
  const row = (label: string, at: string | null) => (at === null ? null : { label, value: instant(at) });

  return (
    <>
      <Panel title={t('detail.overview')} action={<StateBadge state={certificate.state} />}>
        <Facts
          facts={[
            client
              ? {
                  label: t('field.client'),
                  value: allowed('clientsRead') ? (
                    <TextLink to={ROUTE.client(client.documentId)}>{client.username}</TextLink>
                  ) : (
                    client.username
                  ),
                }
              : null,
            {
              label: t('field.valid-until'),
              value: certificate.expires ? formats.day(certificate.validUntil) : t('field.never-expires'),
            },
            {
              label: t('field.document'),
              value: certificate.document ? t('field.document-uploaded') : t('field.document-missing'),
            },
            row(t('field.issued-at'), certificate.issuedAt),
            row(t('field.uploaded-at'), certificate.uploadedAt),
            certificate.uploadedBy
              ? { label: t('field.uploaded-by'), value: t(`actor.${certificate.uploadedBy}`) }
              : null,
            row(t('field.approved-at'), certificate.approvedAt),
            certificate.approvedBy ? { label: t('field.approved-by'), value: certificate.approvedBy.name } : null,
            row(t('field.archived-at'), certificate.archivedAt),
            row(t('field.trashed-at'), certificate.trashedAt),
            center ? { label: t('field.center'), value: center.name } : null,
            { label: t('field.time-zone'), value: certificate.timeZone },
            predecessor
              ? {
                  label: t('field.predecessor'),
                  value: <TextLink to={ROUTE.certificate(predecessor.documentId)}>{predecessor.name}</TextLink>,
                }
              : null,
          ]}
        />
      </Panel>
      {(certificate.notes || certificate.editable) && (
        <Panel title={t('field.notes')}>
          <Typography tag="p" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {certificate.notes ?? NOTHING}
          </Typography>
        </Panel>
      )}
      {template?.instructions && (
        <Panel title={t('field.instructions')}>
          <Typography tag="p" textColor="neutral700" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {template.instructions}
          </Typography>
        </Panel>
      )}
    </>
  );
};
