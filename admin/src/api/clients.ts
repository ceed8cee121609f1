import type { ClientWithCertificates, FindClient, FindClients } from '../../../server/contracts';
import { api, path, TAG } from './base';

const clients = api.injectEndpoints({
  endpoints: (build) => ({
    findClients: build.query<FindClients.Response, FindClients.Request>({
      query: (params) => ({ url: path('clients'), config: { params } }),
      providesTags: [TAG.client],
    }),
    findClient: build.query<ClientWithCertificates, string>({
      query: (documentId) => path('clients', documentId),
      transformResponse: (answer: FindClient.Response) => answer.data,
      providesTags: [TAG.client],
    }),
  }),
});

export const { useFindClientsQuery, useFindClientQuery } = clients;
