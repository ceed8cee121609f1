import type { FindTexts, PreviewText, SaveTexts, TestText } from '../../../server/contracts';
import { api, path } from './base';

export type Texts = FindTexts.Response['data'];

const reading = api.injectEndpoints({
  endpoints: (build) => ({
    findTexts: build.query<Texts, undefined>({
      query: () => path('settings', 'texts'),
      transformResponse: (answer: FindTexts.Response) => answer.data,
    }),
    previewText: build.query<PreviewText.Response['data'], PreviewText.Request>({
      query: (data) => ({ url: path('settings', 'texts', 'preview'), method: 'POST', data }),
      transformResponse: (answer: PreviewText.Response) => answer.data,
      keepUnusedDataFor: 0,
    }),
    testText: build.mutation<string, TestText.Request>({
      query: (data) => ({ url: path('settings', 'texts', 'test'), method: 'POST', data }),
      transformResponse: (answer: TestText.Response) => answer.data.to,
    }),
  }),
});

const writing = reading.injectEndpoints({
  endpoints: (build) => ({
    saveTexts: build.mutation<Texts, SaveTexts.Request>({
      query: (data) => ({ url: path('settings', 'texts'), method: 'PUT', data }),
      transformResponse: (answer: SaveTexts.Response) => answer.data,
      // The answer has them all: fetched anew, the old text would come back for a moment.
      onQueryStarted: (_request, { dispatch, queryFulfilled }) =>
        queryFulfilled.then(
          ({ data }) => void dispatch(reading.util.updateQueryData('findTexts', undefined, () => data)),
          // It is told where it was asked for.
          () => undefined
        ),
    }),
  }),
});

export const { useFindTextsQuery, usePreviewTextQuery, useTestTextMutation } = reading;
export const { useSaveTextsMutation } = writing;
