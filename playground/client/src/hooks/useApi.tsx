import { createContext, useContext, useMemo, type ReactNode } from 'react';
import {
  CertificatesError,
  createCertificatesClient,
  type CertificatesClient,
} from 'strapi-plugin-certificates/client';
import { API_URL } from '../session';

interface Api {
  certificates: CertificatesClient;
  /** What an error means for the session: a log-in that is no longer good ends it. */
  report: (error: unknown) => CertificatesError;
}

const ApiContext = createContext<Api | null>(null);

interface Props {
  jwt: string;
  onSignedOut: () => void;
  children: ReactNode;
}

export const ApiProvider = ({ jwt, onSignedOut, children }: Props) => {
  const api = useMemo(
    () => ({
      certificates: createCertificatesClient({ baseUrl: API_URL, token: jwt }),
      report: (error: unknown) => {
        if (!(error instanceof CertificatesError)) throw error;
        if (error.status === 401) onSignedOut();
        return error;
      },
    }),
    [jwt, onSignedOut]
  );
  return <ApiContext.Provider value={api}>{children}</ApiContext.Provider>;
};

export const useApi = (): Api => {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi belongs inside ApiProvider');
  return api;
};
