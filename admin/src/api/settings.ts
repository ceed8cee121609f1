import type {
  FindNotifications,
  FindSettings,
  FindStats,
  RetryNotification,
  Settings,
  Stats,
} from '../../../server/contracts';
import { api, path, TAG } from './base';

const settings = api.injectEndpoints({
  endpoints: (build) => ({
    findNotifications: build.query<FindNotifications.Response, FindNotifications.Request>({
      query: (params) => ({ url: path('notifications'), config: { params } }),
      providesTags: [TAG.notification],
    }),
    retryNotification: build.mutation<RetryNotification.Response, string>({
      query: (documentId) => ({ url: path('notifications', documentId, 'retry'), method: 'POST', data: {} }),
      invalidatesTags: [TAG.notification],
    }),
    findSettings: build.query<Settings, undefined>({
      query: () => path('settings'),
      transformResponse: (answer: FindSettings.Response) => answer.data,
    }),
    findStats: build.query<Stats, undefined>({
      query: () => path('stats'),
      transformResponse: (answer: FindStats.Response) => answer.data,
      providesTags: [TAG.stats],
    }),
  }),
});

export const { useFindNotificationsQuery, useRetryNotificationMutation, useFindSettingsQuery, useFindStatsQuery } =
  settings;
