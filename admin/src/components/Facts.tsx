import type * as React from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';

interface Fact {
  label: string;
  value: React.ReactNode;
}

/** Names and values, as a list that screen readers read in pairs. */
export const Facts = ({ facts }: { facts: (Fact | null)[] }) => (
  <Flex tag="dl" direction="column" alignItems="stretch" gap={3}>
    {facts
      .filter((fact): fact is Fact => fact !== null)
      .map(({ label, value }) => (
        // What has no room beside its name stands below it.
        <Flex
          key={label}
          gap={1}
          alignItems="flex-start"
          justifyContent="space-between"
          wrap="wrap"
          style={{ columnGap: '1.6rem' }}
        >
          <Typography tag="dt" textColor="neutral600" style={{ maxWidth: '100%' }}>
            {label}
          </Typography>
          <Box
            tag="dd"
            minWidth={0}
            style={{ marginInlineStart: 'auto', maxWidth: '100%', textAlign: 'end', overflowWrap: 'anywhere' }}
          >
            {typeof value === 'string' ? <Typography tag="span">{value}</Typography> : value}
          </Box>
        </Flex>
      ))}
  </Flex>
);
