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
  current: StaffCertificate[];
  history: StaffCertificate[];
}

export namespace FindClients {
  export type Request = ListRequest;
  export type Response = ListAnswer<Client>;
}

export namespace FindClient {
  export type Response = Answer<ClientWithCertificates>;
}
