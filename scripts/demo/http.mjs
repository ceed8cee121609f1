/** A small HTTP client for Strapi: JSON in, JSON out, and an error that says what was asked and what came back. */
export const httpClient = (url) => {
  const request = async (method, route, { token, body } = {}) => {
    const isForm = body instanceof FormData;
    const response = await fetch(url + route, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
      },
      body: isForm ? body : body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route} answered ${response.status}: ${text.slice(0, 500)}`);
    return text ? JSON.parse(text) : null;
  };

  /** The same, speaking as somebody. */
  const as = (token) => ({
    token,
    get: (route) => request('GET', route, { token }),
    post: (route, body) => request('POST', route, { token, body }),
    put: (route, body) => request('PUT', route, { token, body }),
    delete: (route) => request('DELETE', route, { token }),
    /** @param {{ name: string, bytes: Buffer }} file */
    upload: (route, file, fields) => {
      const body = new FormData();
      // Fields first: a server that streams has read them when the file begins.
      for (const [name, value] of Object.entries(fields)) if (value !== undefined) body.append(name, value);
      body.append('files', new Blob([file.bytes]), file.name);
      return request('POST', route, { token, body });
    },
  });

  return as;
};
