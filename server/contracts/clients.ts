import type { StaffCertificate } from './certificates';
import type { Answer, ListAnswer, ListRequest } from './shared';

export interface Client {
  documentId: string;
  username: string;
  email: string | null;
  blocked: boolean;
  confirmed: boolean;
  centers: { documentId: string; name: string; timeZone: string }[];
}

export interface ClientWithCertificates extends Client {
  /** Current certificates, and those of the history. */
  certificates: StaffCertificate[];
  history: StaffCertificate[];
}

export namespace FindClients {
  export type Request = ListRequest;
  export type Response = ListAnswer<Client>;
}

export namespace FindClient {
  export type Response = Answer<ClientWithCertificates>;
}
