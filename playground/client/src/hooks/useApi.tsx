import { createContext, useContext, useMemo, type ReactNode } from 'react';
import {
  CertificatesError,
  createCertificatesClient,
  type CertificatesClient,
} from 'strapi-plugin-certificates/client';
import { unsubscribe } from '../push';
import { API_URL } from '../session';

interface Api {
  certificates: CertificatesClient;
  /** What an error means for the session: a log-in that is no longer good ends it. */
  report: (error: unknown) => CertificatesError;
  /** Signs out on this device, where the next one to use it is not told what concerns this client. */
  leave: () => Promise<void>;
}

const ApiContext = createContext<Api | null>(null);

interface Props {
  jwt: string;
  onSignedOut: () => void;
  children: ReactNode;
}

export const ApiProvider = ({ jwt, onSignedOut, children }: Props) => {
  const api = useMemo(() => {
    const certificates = createCertificatesClient({ baseUrl: API_URL, token: jwt });
    const leave = async () => {
      await unsubscribe(certificates).catch(() => undefined);
      onSignedOut();
    };
    const report = (error: unknown) => {
      if (!(error instanceof CertificatesError)) throw error;
      if (error.status === 401) void leave();
      return error;
    };
    return { certificates, report, leave };
  }, [jwt, onSignedOut]);
  return <ApiContext.Provider value={api}>{children}</ApiContext.Provider>;
};

export const useApi = (): Api => {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi belongs inside ApiProvider');
  return api;
};
