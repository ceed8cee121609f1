import { z } from '@strapi/utils';

/** A zod schema. They describe, for `strapi openapi generate`; what comes in is validated by the controllers. */
export type Schema = z.ZodType;

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where a schema says exactly what a contract says: `exactly<ClientAccess>()(z.object({ ... }))`. */
export const exactly =
  <Contract>() =>
  <S extends Schema>(schema: S & (Same<z.infer<S>, Contract> extends true ? unknown : never)): S =>
    schema;

/** An instant, ISO 8601 in UTC. */
export const instant = () => z.iso.datetime();

/** A day on the calendar, in no time zone. */
export const day = () => z.iso.date();

/** What a parameter is that is no id. */
const PARAMS: Record<string, string> = { token: 'Of the link', file: 'Name of the file, which is its version' };

/** The ids in a route's path; without them a description would lack them. */
export const pathParams = (path: string): Record<string, Schema> =>
  Object.fromEntries(
    [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [
      name,
      z.string().meta({ description: PARAMS[name] ?? 'documentId' }),
    ])
  );

/** `{ data, meta: {} }` */
export const answerOf = (data: Schema): Schema => z.object({ data, meta: z.object({}) });
