import { EXTENSION, type Annotation, type Answer, type JsonSchema } from './operation';

/** As much of an OpenAPI document as is looked at here. */
export interface OpenapiOperation {
  requestBody?: { content: Record<string, { schema?: JsonSchema }> };
  responses?: Record<string, Answer>;
}

export interface OpenapiDocument {
  paths: Record<string, Record<string, OpenapiOperation>>;
}

/** What Strapi says of every operation, whether it is so or not. */
const REPLACED = ['200', '400', '401', '403', '404'];

const JSON_MEDIA = 'application/json';

/** Whether a request needs its body: some part of it is not optional. */
const needs = ({ content }: NonNullable<OpenapiOperation['requestBody']>): boolean =>
  Object.values(content).some(({ schema }) => (schema?.required?.length ?? 0) > 0);

const completed = (operation: OpenapiOperation, schema: JsonSchema, annotation: Annotation): OpenapiOperation => {
  const { summary, security, success, others } = annotation;
  const { [EXTENSION]: _, ...shape } = schema;
  const content = Object.fromEntries(
    success.media.map((media) => [media, media === JSON_MEDIA ? { schema: shape } : {}])
  );
  const answer = { description: success.description, ...(success.media.length > 0 && { content }) };
  const kept = Object.entries(operation.responses ?? {}).filter(([status]) => !REPLACED.includes(status));
  const { requestBody } = operation;
  return {
    ...operation,
    summary,
    ...(security && { security }),
    ...(requestBody && { requestBody: { ...requestBody, required: needs(requestBody) } }),
    responses: { [success.status]: answer, ...others, ...Object.fromEntries(kept) },
  } as OpenapiOperation;
};

const complete = (operation: OpenapiOperation): OpenapiOperation => {
  const schema = operation.responses?.['200']?.content?.[JSON_MEDIA]?.schema;
  const annotation = schema?.[EXTENSION];
  return schema && annotation ? completed(operation, schema, annotation) : operation;
};

/**
 * Puts in their places what the routes say of themselves and Strapi's generator has no place for: statuses, media types,
 * the shape and codes of errors. Operations that say nothing of the kind, and those that are complete, stay as they are.
 */
export const completeOpenapi = <D extends OpenapiDocument>(document: D): D => ({
  ...document,
  paths: Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => [
      path,
      Object.fromEntries(Object.entries(item).map(([method, operation]) => [method, complete(operation)])),
    ])
  ),
});
