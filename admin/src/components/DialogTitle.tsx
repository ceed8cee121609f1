import { Box, Modal } from '@strapi/design-system';

/** The heading of a window, which may have long names in it. */
export const DialogTitle = ({ children }: { children: string }) => (
  <Box minWidth={0} paddingRight={4} style={{ overflowWrap: 'anywhere' }}>
    <Modal.Title>{children}</Modal.Title>
  </Box>
);
