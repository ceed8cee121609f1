import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Response } from 'supertest';

interface MediaType {
  schema?: object;
}

export interface OpenapiOperation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { required?: boolean; content: Record<string, MediaType> };
  responses: Record<string, { description: string; content?: Record<string, MediaType> }>;
}

export interface OpenapiDocument {
  openapi: string;
  paths: Record<string, Record<string, OpenapiOperation>>;
  components: { schemas: Record<string, object> };
}

const pointer = (parts: string[]) => parts.map((part) => part.replace(/~/g, '~0').replace(/\//g, '~1')).join('/');

/**
 * Holds real answers against a document.
 * @returns `hold`: what is wrong with an answer, [] if nothing; `held`: the statuses that each operation has answered
 */
export const openapiChecker = (document: OpenapiDocument) => {
  const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema(document, 'document');
  const held = new Map<string, Set<string>>();

  const operationOf = (method: string, path: string) => {
    const segments = path.split('/');
    const matches = (template: string) => {
      const parts = template.split('/');
      return parts.length === segments.length && parts.every((part, at) => part[0] === '{' || part === segments[at]);
    };
    // Fixed words stand before parameters, as in the router.
    const [template] = Object.keys(document.paths)
      .filter((one) => document.paths[one]?.[method] && matches(one))
      .sort((a, b) => a.split('{').length - b.split('{').length);
    return template === undefined ? undefined : { template, operation: document.paths[template]?.[method] };
  };

  const hold = (answer: Response): string[] => {
    const { status, headers, body, type } = answer;
    const { method, path } = (answer as unknown as { req: { method: string; path: string } }).req;
    const verb = method.toLowerCase();
    const found = operationOf(verb, decodeURI(path.split('?')[0] ?? '').replace(/^\/api/, '') || '/');
    if (!found) return [`${method} ${path} is not described`];
    const key = `${method} ${found.template}`;
    held.set(key, (held.get(key) ?? new Set()).add(String(status)));
    const described = found.operation?.responses[status];
    if (!described) return [`${key}: status ${status} is not described`];
    const media = Object.keys(described.content ?? {});
    if (media.length === 0) return (headers['content-length'] ?? '0') === '0' ? [] : [`${key}: ${status} has a body`];
    if (!media.includes(type)) return [`${key}: ${status} comes as ${type}`];
    if (type !== 'application/json') return [];
    const reference = pointer([
      '',
      'paths',
      found.template,
      verb,
      'responses',
      String(status),
      'content',
      type,
      'schema',
    ]);
    const validate = ajv.compile({ $ref: `document#${reference}` });
    if (validate(body)) return [];
    return (validate.errors ?? []).map((error) => `${key}: ${status} ${error.instancePath} ${error.message}`);
  };

  return { hold, held };
};
