import type * as React from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';
import { WarningCircle } from '@strapi/icons';

interface Props {
  tone: 'warning' | 'danger';
  title?: string;
  children: React.ReactNode;
}

/** Something to know before going on. The design system's alert can always be closed; this cannot. */
export const Notice = ({ tone, title, children }: Props) => (
  <Box
    role="note"
    background={`${tone}100`}
    borderColor={`${tone}200`}
    hasRadius
    paddingTop={4}
    paddingBottom={4}
    paddingLeft={5}
    paddingRight={5}
  >
    <Flex gap={3} alignItems="flex-start">
      <Box shrink={0} paddingTop={1}>
        <WarningCircle fill={`${tone}700`} aria-hidden />
      </Box>
      <Box minWidth={0}>
        {title && (
          <Typography tag="p" fontWeight="bold" textColor="neutral800">
            {title}
          </Typography>
        )}
        {typeof children === 'string' ? (
          <Typography tag="p" textColor="neutral800">
            {children}
          </Typography>
        ) : (
          children
        )}
      </Box>
    </Flex>
  </Box>
);
