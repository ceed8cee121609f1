import { Box, Flex, Typography } from '@strapi/design-system';

import type { StaffCertificate } from '../../../../server/contracts';
import { ROUTE } from '../../constants';
import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';
import { TextLink } from '../RouterLink';
import { StateBadge } from '../StateBadge';

interface Props {
  certificates: StaffCertificate[];
  /** What is said where there are none. */
  empty: string;
}

/** Certificates of one client below each other: which, in which state, until when. */
export const CertificateItems = ({ certificates, empty }: Props) => {
  const t = useTranslate();
  const formats = useFormats();
  if (certificates.length === 0) {
    return (
      <Typography tag="p" textColor="neutral600">
        {empty}
      </Typography>
    );
  }
  return (
    <Flex tag="ul" direction="column" alignItems="stretch" gap={4} width="100%">
      {certificates.map(({ documentId, name, state, expires, validUntil, rejection }) => (
        <li key={documentId}>
          <Flex justifyContent="space-between" alignItems="flex-start" gap={3} wrap="wrap">
            <Box minWidth={0}>
              <TextLink to={ROUTE.certificate(documentId)}>{name}</TextLink>
              <Typography tag="p" variant="pi" textColor="neutral600">
                {rejection
                  ? t(`reason.${rejection.reason}`)
                  : expires
                    ? validUntil && t('field.valid-until-day', { day: formats.day(validUntil) })
                    : t('field.never-expires')}
              </Typography>
            </Box>
            <Box shrink={0} maxWidth="100%">
              <StateBadge state={state} />
            </Box>
          </Flex>
        </li>
      ))}
    </Flex>
  );
};
