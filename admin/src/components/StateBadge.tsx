import { Status, Typography } from '@strapi/design-system';

import type { CertificateState } from '../constants';
import { useTranslate } from '../hooks/useTranslate';

const VARIANT = {
  missing_info: 'neutral',
  pending_approval: 'primary',
  approved: 'success',
  expiring_soon: 'warning',
  expired: 'danger',
} as const satisfies Record<CertificateState, string>;

/** A certificate's state by its name; the colour only helps to find it. */
export const StateBadge = ({ state }: { state: CertificateState }) => {
  const t = useTranslate();
  return (
    <Status variant={VARIANT[state]} size="S" width="fit-content" shrink={0}>
      <Typography tag="span" variant="pi" fontWeight="semiBold" style={{ whiteSpace: 'nowrap' }}>
        {t(`state.${state}`)}
      </Typography>
    </Status>
  );
};
