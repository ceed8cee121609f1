import type {
  BulkCertificates,
  FindCertificateEvents,
  FindCertificates,
  IssueCertificate,
  ReviewCertificate,
  StaffCertificate,
  UpdateCertificate,
} from '../../../server/contracts';
import { api, path, TAG } from './base';

export type BulkVerb = 'approve' | 'archive' | 'delete';
type One = { data: StaffCertificate };
type ById<T = unknown> = { documentId: string } & T;

/** Whatever is done to a certificate shows in its lists, in its client's profile and in the figures. */
const invalidatesTags = [TAG.certificate, TAG.client, TAG.stats];
const unwrap = <T>(answer: { data: T }): T => answer.data;

const certificates = api.injectEndpoints({
  endpoints: (build) => ({
    findCertificates: build.query<FindCertificates.Response, FindCertificates.Request>({
      query: (params) => ({ url: path('certificates'), config: { params } }),
      providesTags: [TAG.certificate],
    }),
    findCertificate: build.query<StaffCertificate, string>({
      query: (documentId) => path('certificates', documentId),
      transformResponse: (answer: One) => answer.data,
      providesTags: [TAG.certificate],
    }),
    findCertificateEvents: build.query<FindCertificateEvents.Response['data'], string>({
      query: (documentId) => path('certificates', documentId, 'events'),
      transformResponse: (answer: FindCertificateEvents.Response) => answer.data,
      providesTags: [TAG.certificate],
    }),
    issueCertificate: build.mutation<StaffCertificate, IssueCertificate.Request>({
      query: (data) => ({ url: path('certificates'), method: 'POST', data }),
      transformResponse: unwrap<StaffCertificate>,
      invalidatesTags,
    }),
    updateCertificate: build.mutation<StaffCertificate, ById<UpdateCertificate.Request>>({
      query: ({ documentId, ...data }) => ({ url: path('certificates', documentId), method: 'PUT', data }),
      transformResponse: unwrap<StaffCertificate>,
      invalidatesTags,
    }),
    uploadDocument: build.mutation<StaffCertificate, ById<{ form: FormData }>>({
      query: ({ documentId, form }) => ({
        url: path('certificates', documentId, 'document'),
        method: 'POST',
        data: form,
      }),
      transformResponse: unwrap<StaffCertificate>,
      invalidatesTags,
    }),
    approveCertificate: build.mutation<StaffCertificate, ById<{ revision: number }>>({
      query: ({ documentId, revision }) => ({
        url: path('certificates', documentId, 'approve'),
        method: 'POST',
        data: { revision },
      }),
      transformResponse: unwrap<StaffCertificate>,
      invalidatesTags,
    }),
    reviewCertificate: build.mutation<
      StaffCertificate,
      ById<ReviewCertificate.Request> & { verb: 'reject' | 'revoke' }
    >({
      query: ({ documentId, verb, ...data }) => ({ url: path('certificates', documentId, verb), method: 'POST', data }),
      transformResponse: unwrap<StaffCertificate>,
      invalidatesTags,
    }),
    archiveCertificate: build.mutation<StaffCertificate, string>({
      query: (documentId) => ({ url: path('certificates', documentId, 'archive'), method: 'POST', data: {} }),
      transformResponse: unwrap<StaffCertificate>,
      invalidatesTags,
    }),
    deleteCertificate: build.mutation<StaffCertificate, string>({
      query: (documentId) => ({ url: path('certificates', documentId), method: 'DELETE' }),
      transformResponse: unwrap<StaffCertificate>,
      invalidatesTags,
    }),
    bulkCertificates: build.mutation<BulkCertificates.Response['data'], BulkCertificates.Request & { verb: BulkVerb }>({
      query: ({ verb, rows }) => ({ url: path('certificates', 'bulk', verb), method: 'POST', data: { rows } }),
      transformResponse: (answer: BulkCertificates.Response) => answer.data,
      invalidatesTags,
    }),
  }),
});

export const {
  useFindCertificatesQuery,
  useFindCertificateQuery,
  useFindCertificateEventsQuery,
  useIssueCertificateMutation,
  useUpdateCertificateMutation,
  useUploadDocumentMutation,
  useApproveCertificateMutation,
  useReviewCertificateMutation,
  useArchiveCertificateMutation,
  useDeleteCertificateMutation,
  useBulkCertificatesMutation,
} = certificates;
