import { Badge } from '@strapi/design-system';

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
    <Badge variant={VARIANT[state]} size="S" minWidth="fit-content" shrink={0}>
      {t(`state.${state}`)}
    </Badge>
  );
};
