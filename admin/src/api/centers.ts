import type {
  Center,
  CenterWithPeople,
  ChangeCenterClients,
  FindCenters,
  FindStaff,
  SaveCenter,
} from '../../../server/contracts';
import { api, everyRow, path, TAG } from './base';

const unwrap = (answer: SaveCenter.Response): CenterWithPeople => answer.data;
/** Who is where decides who sees whom, and the zone decides what the clock says. */
const invalidatesTags = [TAG.center, TAG.client, TAG.certificate, TAG.stats];

const centers = api.injectEndpoints({
  endpoints: (build) => ({
    findCenters: build.query<FindCenters.Response, FindCenters.Request>({
      query: (params) => ({ url: path('centers'), config: { params } }),
      providesTags: [TAG.center],
    }),
    findEveryCenter: build.query<Center[], undefined>({
      queryFn: (_none, _api, _options, fetch) => everyRow(path('centers'), fetch),
      providesTags: [TAG.center],
    }),
    /** The plugin's own zone (IANA name), for all who work with certificates. */
    findTimeZone: build.query<string, undefined>({
      query: () => ({ url: path('centers'), config: { params: { pageSize: 1 } } }),
      transformResponse: (answer: FindCenters.Response) => answer.meta.timeZone,
    }),
    findCenter: build.query<CenterWithPeople, string>({
      query: (documentId) => path('centers', documentId),
      transformResponse: unwrap,
      providesTags: [TAG.center],
    }),
    createCenter: build.mutation<CenterWithPeople, SaveCenter.Request>({
      query: (data) => ({ url: path('centers'), method: 'POST', data }),
      transformResponse: unwrap,
      invalidatesTags,
    }),
    updateCenter: build.mutation<CenterWithPeople, SaveCenter.Request & { documentId: string }>({
      query: ({ documentId, ...data }) => ({ url: path('centers', documentId), method: 'PUT', data }),
      transformResponse: unwrap,
      invalidatesTags,
    }),
    changeCenterClients: build.mutation<CenterWithPeople, ChangeCenterClients.Request & { documentId: string }>({
      query: ({ documentId, ...data }) => ({ url: path('centers', documentId, 'clients'), method: 'POST', data }),
      transformResponse: unwrap,
      invalidatesTags,
    }),
    deleteCenter: build.mutation<unknown, string>({
      query: (documentId) => ({ url: path('centers', documentId), method: 'DELETE' }),
      invalidatesTags,
    }),
    findStaff: build.query<FindStaff.Response, FindStaff.Request>({
      query: (params) => ({ url: path('staff'), config: { params } }),
    }),
  }),
});

export const {
  useFindCentersQuery,
  useFindEveryCenterQuery,
  useFindTimeZoneQuery,
  useFindCenterQuery,
  useCreateCenterMutation,
  useUpdateCenterMutation,
  useChangeCenterClientsMutation,
  useDeleteCenterMutation,
  useFindStaffQuery,
} = centers;
