import { Status, Typography } from '@strapi/design-system';

import type { CertificateState } from '../constants';
import { useTranslate } from '../hooks/useTranslate';

/** The colours of the text are a shade darker than the component's own, to be read by everybody. */
const COLOR = {
  neutral: 'neutral800',
  primary: 'primary700',
  success: 'success700',
  warning: 'warning700',
  danger: 'danger700',
} as const;

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
  const variant = VARIANT[state];
  return (
    <Status variant={variant} size="S" width="fit-content" maxWidth="100%">
      <Typography tag="span" variant="pi" textColor={COLOR[variant]} fontWeight="semiBold">
        {t(`state.${state}`)}
      </Typography>
    </Status>
  );
};
