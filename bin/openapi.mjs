/** Where `strapi openapi generate` leaves what it has no place for: the plugin's routes put it beside their answers. */
const EXTENSION = 'x-certificates-operation';

/** What Strapi says of every operation, whether it is so or not. */
const REPLACED = ['200', '400', '401', '403', '404'];

const JSON_MEDIA = 'application/json';

/** Whether a request needs its body: some part of it is not optional. */
const needs = ({ requestBody: { content } }) =>
  Object.values(content).some(({ schema }) => schema.required?.length > 0);

/** Strapi describes every answer as JSON with status 200, and errors without a shape. */
const completed = (operation, schema) => {
  const { [EXTENSION]: described, ...plain } = schema;
  const { summary, security, success, errors } = described;
  const others = Object.entries(operation.responses).filter(([status]) => !REPLACED.includes(status));
  const shapeOf = (media) => (media === JSON_MEDIA ? { schema: plain } : {});
  const content = Object.fromEntries(success.media.map((media) => [media, shapeOf(media)]));
  const answer = { description: success.description, ...(success.media.length > 0 ? { content } : {}) };
  return {
    ...operation,
    summary,
    ...(security ? { security } : {}),
    ...(operation.requestBody ? { requestBody: { ...operation.requestBody, required: needs(operation) } } : {}),
    responses: { [success.status]: answer, ...errors, ...Object.fromEntries(others) },
  };
};

/**
 * Completes a document made by `strapi openapi generate`: statuses, media types and the shape and codes of errors of the
 * plugin's operations. Everything else is left as it is; a document that is complete already does not change.
 *
 * @param {Record<string, any>} document
 * @returns {{ document: Record<string, any>, operations: number }} how many were completed
 */
export const completeOpenapi = (document) => {
  let operations = 0;
  const complete = (operation) => {
    const schema = operation?.responses?.['200']?.content?.[JSON_MEDIA]?.schema;
    if (!schema?.[EXTENSION]) return operation;
    operations += 1;
    return completed(operation, schema);
  };
  const map = (record, work) => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, work(value)]));
  return { document: { ...document, paths: map(document.paths, (item) => map(item, complete)) }, operations };
};
