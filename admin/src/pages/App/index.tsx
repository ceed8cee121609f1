import * as React from 'react';
import { Page } from '@strapi/strapi/admin';
import { Navigate, Route, Routes } from 'react-router-dom';

import { permissionsFor } from '../../constants';
import { useAllowed } from '../../hooks/useAllowed';
import { Sections } from './Sections';

const Queue = React.lazy(() => import('../Queue'));
const CertificateList = React.lazy(() => import('../CertificateList'));
const CertificateDetail = React.lazy(() => import('../CertificateDetail'));
const Clients = React.lazy(() => import('../Clients'));
const ClientProfile = React.lazy(() => import('../ClientProfile'));

/** The plugin's pages below its menu entry. Each is fetched when it is first looked at. */
const App = () => {
  const allowed = useAllowed();
  return (
    <Page.Protect permissions={permissionsFor('certificatesRead', 'clientsRead')}>
      <React.Suspense fallback={<Page.Loading />}>
        <Routes>
          <Route element={<Sections />}>
            <Route index element={<Navigate to={allowed('certificatesRead') ? 'pending' : 'clients'} replace />} />
            <Route path="pending" element={<Queue />} />
            <Route path="all" element={<CertificateList key="current" view="current" />} />
            <Route path="history" element={<CertificateList key="history" view="history" />} />
            <Route path="trash" element={<CertificateList key="trash" view="trash" />} />
            <Route path="clients" element={<Clients />} />
          </Route>
          <Route path="certificate/:documentId/*" element={<CertificateDetail />} />
          <Route path="clients/:documentId" element={<ClientProfile />} />
          <Route path="*" element={<Navigate to="." replace />} />
        </Routes>
      </React.Suspense>
    </Page.Protect>
  );
};

export default App;
