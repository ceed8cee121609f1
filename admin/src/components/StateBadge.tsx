import { Status, Typography } from '@strapi/design-system';
import { useTheme } from 'styled-components';

import type { CertificateState } from '../constants';
import { useTranslate } from '../hooks/useTranslate';

/** On light ground the component's own text is too pale to be read by everybody; on dark ground it is not. */
const darker = {
  neutral: 'neutral800',
  primary: 'primary700',
  success: 'success700',
  warning: 'warning700',
  danger: 'danger700',
} as const;
const own = {
  neutral: 'neutral700',
  primary: 'primary600',
  success: 'success600',
  warning: 'warning600',
  danger: 'danger600',
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
  const { colors } = useTheme();
  const variant = VARIANT[state];
  const isLight = colors.neutral0.toLowerCase() === '#ffffff';
  return (
    <Status variant={variant} size="S" width="fit-content" maxWidth="100%">
      <Typography tag="span" variant="pi" textColor={(isLight ? darker : own)[variant]} fontWeight="semiBold">
        {t(`state.${state}`)}
      </Typography>
    </Status>
  );
};
