import fc from 'fast-check';

import { changes, Raw, toJson } from './values';
import type { Things } from './world';

/** Arguments of an operation: name, type, and a value that is right. */
type Argument = [name: string, type: string, value: (things: Things, unique: string) => unknown];

const LIST: Argument[] = [
  [
    'filters',
    'CertificatesCertificateFiltersInput',
    ({ template }) => ({
      state: { in: ['missing_info', 'approved'] },
      validUntil: { gte: '2026-01-01' },
      issuedAt: { lt: '2099-12-31T00:00:00.000Z' },
      template: { documentId: { eq: template } },
      or: [{ documentId: { ne: 'x' } }, { not: { state: { eq: 'expired' } } }],
    }),
  ],
  ['sort', '[String]', () => ['validUntil:asc']],
  ['pagination', 'PaginationArg', () => ({ page: 1, pageSize: 3 })],
];
const ONE: Argument = ['documentId', 'ID!', ({ certificate }) => certificate];
const PART = `{ documentId name state validUntil notes rejection { reason at } document { name url } template { name } }`;

interface Operation {
  kind: 'query' | 'mutation';
  args: Argument[];
  part: string;
}

const OPERATIONS: Record<string, Operation> = {
  certificates: { kind: 'query', args: LIST, part: PART },
  certificates_connection: { kind: 'query', args: LIST, part: `{ nodes ${PART} pageInfo { total page pageCount } }` },
  certificateHistory: { kind: 'query', args: LIST, part: PART },
  certificateHistory_connection: { kind: 'query', args: LIST, part: `{ nodes ${PART} pageInfo { total } }` },
  certificate: { kind: 'query', args: [ONE], part: PART },
  certificateAccess: {
    kind: 'query',
    args: [['on', 'Date', () => '2099-01-01']],
    part: '{ allowed blocking { state reason template { name } } warnings { reason } }',
  },
  pushSubscriptions: { kind: 'query', args: [], part: '{ documentId driver locale createdAt }' },
  updateCertificate: {
    kind: 'mutation',
    args: [ONE, ['data', 'CertificatesCertificateInput!', () => ({ validUntil: '2099-12-31', notes: 'Left knee' })]],
    part: PART,
  },
  registerPushSubscription: {
    kind: 'mutation',
    args: [
      [
        'data',
        'CertificatesPushSubscriptionInput!',
        (_, token) => ({ driver: 'expo', token, locale: 'es', keys: { p256dh: 'a', auth: 'b' } }),
      ],
    ],
    part: '{ documentId driver }',
  },
  removePushSubscription: {
    kind: 'mutation',
    args: [['documentId', 'ID!', ({ device }) => device]],
    part: '{ documentId }',
  },
};

/** A value as it stands in a document. */
const literal = (value: unknown): string => {
  if (value instanceof Raw) return value.json;
  if (Array.isArray(value)) return `[${value.map(literal).join(' ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, inner]) => `${key}: ${literal(inner)}`)
      .join(' ')}}`;
  }
  return JSON.stringify(value) ?? 'null';
};

const TRAPPINGS = [
  '',
  '',
  '',
  '',
  '',
  ' @include(if: true)',
  ' @skip(if: false)',
  ' @skip(if: true)',
  ' @skip(if: $none)',
];
const COUNTS = [1, 1, 1, 1, 1, 1, 2, 49, 51];

/** Requests for an operation, right but for something. @param made by its arguments as they are when it is sent */
const requests = (name: string, { kind, args, part }: Operation) => {
  const form = Object.fromEntries(args.map(([argument, , value]) => [argument, value({} as Things, 'unique')]));
  // `undefined` would be left out of the form, and never be spoilt.
  const filled = Object.fromEntries(Object.entries(form).map(([argument, value]) => [argument, value ?? 'an-id']));
  const whole = args.length > 0 ? fc.option(changes(filled), { freq: 3 }) : fc.constant(null);
  return fc
    .record({
      change: whole,
      inline: fc.boolean(),
      trapping: fc.constantFrom(...TRAPPINGS),
      count: fc.constantFrom(...COUNTS),
    })
    .map(({ change, inline, trapping, count }) => (things: Things, unique: string): string => {
      const right = Object.fromEntries(args.map(([argument, , value]) => [argument, value(things, unique)]));
      const given = (change === null ? right : change(right)) as Record<string, unknown>;
      const names = args.map(([argument]) => argument).filter((argument) => argument in given);
      const head = inline || args.length === 0 ? '' : `(${args.map(([a, type]) => `$${a}: ${type}`).join()})`;
      const said = names.map((a) => `${a}: ${inline ? literal(given[a]) : `$${a}`}`).join();
      const call = `${name}${said && `(${said})`}${trapping} ${part}`;
      const calls = Array.from({ length: count }, (_, at) => (at === 0 ? call : `a${at}: ${call}`)).join('\n');
      const variables = inline ? '{}' : toJson(given);
      return `{"query":${JSON.stringify(`${kind} Asked${head} { ${calls} }`)},"variables":${variables}}`;
    });
};

export const operations = Object.fromEntries(
  Object.entries(OPERATIONS).map(([name, operation]) => [name, requests(name, operation)])
);
