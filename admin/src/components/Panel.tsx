import type * as React from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';

interface Props {
  title?: string;
  action?: React.ReactNode;
  children: React.ReactNode;
}

/** A white box with a heading, as the panel's forms and details stand in. */
export const Panel = ({ title, action, children }: Props) => (
  <Box tag="section" background="neutral0" hasRadius shadow="tableShadow" padding={5} width="100%">
    {(title || action) && (
      <Flex justifyContent="space-between" gap={4} paddingBottom={4}>
        {title && (
          <Typography variant="delta" tag="h2">
            {title}
          </Typography>
        )}
        {action}
      </Flex>
    )}
    {children}
  </Box>
);
