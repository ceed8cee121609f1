import type * as React from 'react';
import { Box } from '@strapi/design-system';
import { Layouts, Page } from '@strapi/strapi/admin';

import { permissionsFor, type ActionName } from '../constants';

interface Props {
  title: string;
  subtitle: string;
  permissions: ActionName[];
  primaryAction?: React.ReactNode;
  children: React.ReactNode;
}

/** A page below Settings. */
export const SettingsPage = ({ title, subtitle, permissions, primaryAction, children }: Props) => (
  <Page.Protect permissions={permissionsFor(...permissions)}>
    <Page.Title>{title}</Page.Title>
    <Page.Main>
      <Layouts.Header title={title} subtitle={subtitle} primaryAction={primaryAction} />
      <Layouts.Content>
        <Box paddingBottom={8}>{children}</Box>
      </Layouts.Content>
    </Page.Main>
  </Page.Protect>
);
