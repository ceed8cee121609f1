import { Link as DesignLink, LinkButton, type ButtonProps } from '@strapi/design-system';
import type * as React from 'react';
import { Link as RouterLink, type LinkProps, type To } from 'react-router-dom';

interface Props {
  to: To;
  children: React.ReactNode;
  title?: string;
}

/** A link in a text or a table: the design system's looks, the router's ways. */
export const TextLink = ({ to, children, title }: Props) => (
  <DesignLink<React.ForwardRefExoticComponent<LinkProps>>
    tag={RouterLink}
    to={to}
    title={title}
    style={{ display: 'inline', overflowWrap: 'anywhere' }}
  >
    {children}
  </DesignLink>
);

/** A link that looks like a button, because it is the next thing to do. */
export const ButtonLink = ({
  to,
  children,
  ...props
}: Props & Pick<ButtonProps, 'variant' | 'startIcon' | 'endIcon' | 'size'>) => (
  <LinkButton<React.ForwardRefExoticComponent<LinkProps>> tag={RouterLink} to={to} {...props}>
    {children}
  </LinkButton>
);
