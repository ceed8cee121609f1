import type * as React from 'react';
import { Box, Flex, Loader, Typography } from '@strapi/design-system';

interface Props {
  busy?: boolean;
  icon?: React.ReactNode;
  action?: React.ReactNode;
  children: string;
}

/** What stands where the document will be, or would be: as high as a document, so that nothing jumps. */
export const PreviewMessage = ({ busy = false, icon, action, children }: Props) => (
  <Flex direction="column" gap={4} justifyContent="center" minHeight="32rem" padding={6} width="100%">
    {busy ? (
      <Loader>{children}</Loader>
    ) : (
      <>
        {icon}
        <Box maxWidth="36rem">
          <Typography textColor="neutral600" textAlign="center" tag="p">
            {children}
          </Typography>
        </Box>
        {action}
      </>
    )}
  </Flex>
);
