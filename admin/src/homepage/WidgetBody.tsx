import type * as React from 'react';
import { Box } from '@strapi/design-system';

/** Strapi lays widgets out as tables, which grow with what is in them: here long names give way to the frame. */
export const WidgetBody = ({ children }: { children: React.ReactNode }) => (
  <Box minWidth="100%" width="0">
    {children}
  </Box>
);
