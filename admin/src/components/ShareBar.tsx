import { Box } from '@strapi/design-system';

interface Props {
  /** From 0 to 1. */
  share: number;
  label: string;
}

/** How much of a whole there is. The design system's own bar is made for dark grounds. */
export const ShareBar = ({ share, label }: Props) => {
  const percent = Math.round(Math.min(Math.max(share, 0), 1) * 100);
  return (
    <Box
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      background="neutral200"
      hasRadius
      height="6px"
      overflow="hidden"
    >
      <Box background="primary600" height="100%" style={{ width: `${percent}%`, transition: 'width 200ms' }} />
    </Box>
  );
};
