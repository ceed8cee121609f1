import type * as React from 'react';
import { Badge, Box, Flex, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { styled } from 'styled-components';

import { useFormats } from '../hooks/useFormats';

const Bar = styled(Flex)`
  border-bottom: 1px solid ${({ theme }) => theme.colors.neutral200};
`;

const Tabs = styled(Flex)`
  overflow-x: auto;
`;

const TabLink = styled(NavLink)`
  display: flex;
  align-items: center;
  gap: ${({ theme }) => theme.spaces[2]};
  padding: ${({ theme }) => theme.spaces[3]} ${({ theme }) => theme.spaces[4]};
  border-bottom: 2px solid transparent;
  color: ${({ theme }) => theme.colors.neutral600};
  text-decoration: none;
  white-space: nowrap;

  &:hover {
    color: ${({ theme }) => theme.colors.neutral800};
  }

  &[aria-current='page'] {
    color: ${({ theme }) => theme.colors.primary600};
    border-bottom-color: ${({ theme }) => theme.colors.primary600};
  }
`;

interface TabProps {
  to: string;
  label: string;
  /** How much waits there; nothing is said of nothing. */
  count?: number;
  /** Whether the pages below it are others. */
  end?: boolean;
}

export const NavTab = ({ to, label, count = 0, end }: TabProps) => {
  const { number } = useFormats();
  return (
    <li>
      <TabLink to={to} end={end}>
        <Typography variant="omega" fontWeight="semiBold" textColor="inherit" tag="span">
          {label}
        </Typography>
        {count > 0 && (
          <Badge size="S" active>
            {number(count)}
          </Badge>
        )}
      </TabLink>
    </li>
  );
};

interface Props {
  label: string;
  /** What stands before them in the same line. */
  start?: React.ReactNode;
  children: React.ReactNode;
}

/** Pages beside each other. They are links: each has an address of its own. */
export const NavTabs = ({ label, start, children }: Props) => (
  <Bar wrap={{ initial: 'wrap', small: 'nowrap' }} marginBottom={start ? 4 : 6}>
    {start}
    <Box tag="nav" aria-label={label} minWidth={0}>
      <Tabs tag="ul">{children}</Tabs>
    </Box>
  </Bar>
);
