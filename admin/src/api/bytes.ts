import { getFetchClient } from '@strapi/strapi/admin';

/** What the server says in an answer that is no file, in the form of Strapi's own errors. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly details?: Record<string, unknown>
  ) {
    super();
  }
}

const refusalOf = async (body: Blob, status: number): Promise<Refusal> => {
  try {
    const { error } = JSON.parse(await body.text()) as { error: { details?: Record<string, unknown> } };
    return new Refusal(status, error.details);
  } catch {
    // A proxy's page says nothing.
    return new Refusal(status);
  }
};

/**
 * A file of the admin API, fetched with the user's own authorisation.
 * @throws what `useErrorText` can put into words: of an answer that is no JSON Strapi's client gives the status alone
 */
export const fetchBytes = async (url: string, params?: object): Promise<Blob> => {
  const { data, status = 200 } = await getFetchClient().get<Blob>(url, {
    params,
    responseType: 'blob',
    // 401 is the client's own affair: it renews the session and asks again.
    validateStatus: (code) => code !== 401,
  });
  if (status >= 400) throw await refusalOf(data, status);
  return data;
};
