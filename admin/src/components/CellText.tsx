import type * as React from 'react';
import { Typography, type TypographyProps } from '@strapi/design-system';
import type { To } from 'react-router-dom';

import { TextLink } from './RouterLink';

interface Props {
  children: string;
  maxWidth?: string;
}

const WIDEST = '26rem';

/** A long name is to be told from others, not to fill the screen. */
const clamped = (maxWidth: string): React.CSSProperties => ({
  display: '-webkit-box',
  WebkitBoxOrient: 'vertical',
  WebkitLineClamp: 2,
  maxWidth,
  // A table gives no column less than that, and takes from these what others need.
  minWidth: '9rem',
  overflow: 'hidden',
  overflowWrap: 'anywhere',
  whiteSpace: 'normal',
});

/** Text in a table: two lines at the most, and all of it where the mouse rests. */
export const CellText = ({
  children,
  maxWidth = WIDEST,
  textColor = 'neutral800',
  ...props
}: Props & Pick<TypographyProps, 'variant' | 'fontWeight' | 'textColor'>) => (
  <Typography tag="p" title={children} textColor={textColor} style={clamped(maxWidth)} {...props}>
    {children}
  </Typography>
);

/** The same as a link. */
export const CellLink = ({ to, children, maxWidth = WIDEST }: Props & { to: To }) => (
  <TextLink to={to} title={children}>
    <span style={clamped(maxWidth)}>{children}</span>
  </TextLink>
);
