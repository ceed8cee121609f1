import type {
  FindGenerationRun,
  FindTemplates,
  GenerateCertificates,
  GenerationRun,
  SaveTemplate,
  Template,
} from '../../../server/contracts';
import { api, everyRow, path, TAG } from './base';

const unwrap = (answer: SaveTemplate.Response): Template => answer.data;

const templates = api.injectEndpoints({
  endpoints: (build) => ({
    findTemplates: build.query<FindTemplates.Response, FindTemplates.Request>({
      query: (params) => ({ url: path('templates'), config: { params } }),
      providesTags: [TAG.template],
    }),
    findEveryTemplate: build.query<Template[], undefined>({
      queryFn: (_none, _api, _options, fetch) => everyRow(path('templates'), fetch),
      providesTags: [TAG.template],
    }),
    /** Those that issue nothing any more; what they have issued goes on. */
    findEveryArchivedTemplate: build.query<Template[], undefined>({
      queryFn: (_none, _api, _options, fetch) => everyRow(path('templates'), fetch, { archived: true }),
      providesTags: [TAG.template],
    }),
    createTemplate: build.mutation<Template, SaveTemplate.Request>({
      query: (data) => ({ url: path('templates'), method: 'POST', data }),
      transformResponse: unwrap,
      invalidatesTags: [TAG.template, TAG.stats],
    }),
    updateTemplate: build.mutation<Template, SaveTemplate.Request & { documentId: string }>({
      query: ({ documentId, ...data }) => ({ url: path('templates', documentId), method: 'PUT', data }),
      transformResponse: unwrap,
      invalidatesTags: [TAG.template, TAG.certificate, TAG.client, TAG.stats],
    }),
    cloneTemplate: build.mutation<Template, string>({
      query: (documentId) => ({ url: path('templates', documentId, 'clone'), method: 'POST', data: {} }),
      transformResponse: unwrap,
      invalidatesTags: [TAG.template, TAG.stats],
    }),
    deleteTemplate: build.mutation<Template, string>({
      query: (documentId) => ({ url: path('templates', documentId), method: 'DELETE' }),
      transformResponse: unwrap,
      invalidatesTags: [TAG.template, TAG.stats],
    }),
    generateCertificates: build.mutation<GenerationRun, GenerateCertificates.Request & { documentId: string }>({
      query: ({ documentId, ...data }) => ({ url: path('templates', documentId, 'generate'), method: 'POST', data }),
      transformResponse: (answer: GenerateCertificates.Response) => answer.data.run,
    }),
    findGenerationRun: build.query<GenerationRun, string>({
      query: (documentId) => path('generation-runs', documentId),
      transformResponse: (answer: FindGenerationRun.Response) => answer.data,
      // What the run has issued in the background is missing from the lists that are on the screen.
      async onQueryStarted(_documentId, { dispatch, queryFulfilled }) {
        const { data } = await queryFulfilled;
        if (data.state !== 'running') dispatch(api.util.invalidateTags([TAG.certificate, TAG.client, TAG.stats]));
      },
    }),
  }),
});

export const {
  useFindTemplatesQuery,
  useFindEveryTemplateQuery,
  useFindEveryArchivedTemplateQuery,
  useCreateTemplateMutation,
  useUpdateTemplateMutation,
  useCloneTemplateMutation,
  useDeleteTemplateMutation,
  useGenerateCertificatesMutation,
  useFindGenerationRunQuery,
} = templates;
