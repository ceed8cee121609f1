import type { TestStrapi } from './start-strapi';

export interface GraphqlError {
  message: string;
  extensions: { code: string; error?: { name: string; message: string; details?: { code?: string } } };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- its shape is what the test's own query asks for
type Data = Record<string, any>;

export interface GraphqlAnswer {
  status: number;
  /** What was asked for, as tests look at it; {} where nothing came. */
  data: Data;
  errors: GraphqlError[];
  /** The stable word of the first error. */
  code: string | undefined;
}

/** Asks over GraphQL as a client app does. */
export const graphql =
  (app: () => TestStrapi) =>
  async (query: string, jwtOrToken?: string, variables: object = {}): Promise<GraphqlAnswer> => {
    const { body, status } = await app().request(jwtOrToken).post('/graphql').send({ query, variables });
    const errors: GraphqlError[] = body.errors ?? [];
    return { status, data: body.data ?? {}, errors, code: errors[0]?.extensions.error?.details?.code };
  };
