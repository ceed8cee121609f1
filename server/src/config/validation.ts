import path from 'node:path';

import { yup } from '@strapi/utils';

import { isTimeZone } from '../domain/calendar';
import { LOCALES, shippedLocale } from '../notifications/locale';
import { unknownKey, wrongKind } from './messages';
import { expoProblem, fcmProblem, isPort, redisProblem, webPushProblem } from './notification-rules';

const REDIS_NEEDED = 'notifications.queue.redis is needed with the engine "bullmq" (a URL or ioredis options)';

/** Yup calls the whole configuration "this". */
const pathOf = (path: string): string => (path === 'this' ? '' : path);

const object = <T extends NonNullable<Parameters<typeof yup.object>[0]>>(shape: T) =>
  yup
    .object(shape)
    .noUnknown(true, (params) => {
      const { path, unknown } = params as unknown as { path: string; unknown: string };
      return unknown
        .split(', ')
        .map((key) => unknownKey(pathOf(path), key, Object.keys(shape)))
        .join('; ');
    })
    .strict(true);

const wholeNumber = () => yup.number().integer('${path} must be a whole number');

const plainObject = () =>
  yup
    .mixed()
    .test(
      'object',
      '${path} must be an object',
      (value) => value === null || value === undefined || (typeof value === 'object' && !Array.isArray(value))
    );

/** A value that may be null, and that `problemOf` finds nothing wrong with. */
const checkedBy = (problemOf: (value: unknown) => string | null) =>
  yup.mixed().test('checked', '', function check(value: unknown) {
    const problem = value === null || value === undefined ? null : problemOf(value);
    const message = `${this.path}${problem?.startsWith(':') ? '' : ' '}${problem}`;
    return problem === null ? true : this.createError({ message });
  });

const inside = (child: string, parent: string): boolean => {
  const relative = path.relative(parent, child);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
};

/** A cron rule of five or six fields; whether each field is right is for the cron library, which only logs. */
const CRON_RULE = /^\s*(\S+\s+){4,5}\S+\s*$/;

/** A scan of hundreds of pages stays below; above, a slip of the pen would let one client fill the disk. */
const MAX_DOCUMENT_BYTES = 1_073_741_824;

const ANTIVIRUS = '${path} must be { host, port } or { socket } of clamd, or null for no virus check';

/** Exactly one of the two ways to reach clamd, so that a slip of the pen does not switch it off. */
const isAntivirus = (value: unknown): boolean => {
  if (value === null || value === undefined) return true;
  const { socket, host, port, ...rest } = value as Record<string, unknown>;
  if (Object.keys(rest).length > 0) return false;
  if (socket !== undefined) return typeof socket === 'string' && path.isAbsolute(socket) && !host && !port;
  return typeof host === 'string' && host !== '' && isPort(port);
};

const rate = () =>
  object({
    max: wholeNumber().required('${path} is required').min(1, '${path} must be 1 or more'),
    perSeconds: yup
      .number()
      .required('${path} is required')
      .moreThan(0, '${path} must be more than 0')
      .max(86_400, '${path} must be 86400 (a day) or less'),
  });

const schema = object({
  timeZone: yup
    .string()
    .required('${path} is required')
    .test(
      'zone',
      '${path} must be an IANA time zone such as "Europe/Madrid", got "${value}"',
      (value) => value === undefined || value === '' || isTimeZone(value)
    ),
  locale: yup
    .string()
    .required('${path} is required')
    .test(
      'ships',
      `\${path} must be a language that messages are written in: ${LOCALES.join(', ')}, got "\${value}"`,
      (value) => value === undefined || value === '' || shippedLocale(value) !== undefined
    ),
  expiringSoonDays: wholeNumber()
    .required()
    .min(0, '${path} must be 0 or more')
    .max(3650, '${path} must be 3650 or less'),
  sweep: object({
    enabled: yup.boolean().required(),
    rule: yup
      .string()
      .required()
      .matches(CRON_RULE, '${path} must be a cron rule of five or six fields, such as "* * * * *"'),
  }),
  clients: object({
    localeField: yup
      .string()
      .nullable()
      .matches(/^[A-Za-z][A-Za-z0-9_]*$/, '${path} must be the name of a field of the user'),
    filters: plainObject(),
  }),
  documents: object({
    provider: yup.string().nullable(),
    providerOptions: plainObject(),
    directory: yup
      .string()
      .required('${path} is required')
      .test(
        'private',
        '${path} must not be inside the public folder: everything there can be read without logging in',
        (value) => !value || !inside(path.resolve(value), path.resolve('public'))
      ),
    maxSizeBytes: wholeNumber()
      .required()
      .min(1024, '${path} must be at least 1024')
      .max(MAX_DOCUMENT_BYTES, `\${path} must be ${MAX_DOCUMENT_BYTES} (1 GiB) or less`),
    activePdf: yup.string().oneOf(['refuse', 'flag'], '${path} must be "refuse" or "flag"'),
    delivery: yup.string().oneOf(['stream', 'redirect'], '${path} must be "stream" or "redirect"'),
    antivirus: yup.mixed().test('clamd', ANTIVIRUS, isAntivirus),
  }),
  notifications: object({
    email: object({
      enabled: yup.boolean().required(),
      from: yup.string().nullable().matches(/@/, {
        message: '${path} must be an e-mail address, such as "centre@example.com"',
        // As `env('MAIL_FROM', '')` gives it.
        excludeEmptyString: true,
      }),
    }),
    push: object({
      webPush: checkedBy(webPushProblem),
      fcm: checkedBy(fcmProblem),
      expo: checkedBy(expoProblem),
      nameDocument: yup.boolean().required(),
    }),
    staffDigest: object({ enabled: yup.boolean().required() }),
    organisation: yup.string(),
    clientAppUrl: yup
      .string()
      .nullable()
      .test(
        'url',
        '${path} must be a URL that starts with http:// or https://',
        (value) => !value || /^https?:\/\/[^/]/.test(value)
      ),
    rate: rate().nullable().default(undefined),
    concurrency: wholeNumber().required().min(1, '${path} must be 1 or more').max(100, '${path} must be 100 or less'),
    queue: object({
      engine: yup.string().oneOf(['database', 'bullmq'], '${path} must be "database" or "bullmq"'),
      redis: checkedBy(redisProblem).when('engine', {
        is: 'bullmq',
        then: (s: ReturnType<typeof yup.mixed>) => s.required(REDIS_NEEDED),
      }),
      prefix: yup
        .string()
        .nullable()
        .matches(/^[\w.-]{1,60}$/, '${path} must be up to 60 letters, digits, "_", "-" or "."'),
    }),
  }),
  retention: object({
    trashDays: wholeNumber().required().min(0, '${path} must be 0 or more'),
    rejectedDocumentDays: wholeNumber().required().min(0, '${path} must be 0 or more'),
    historyDays: wholeNumber().nullable().min(1, '${path} must be 1 or more, or null for never'),
    onClientDelete: yup.string().oneOf(['erase', 'keep'], '${path} must be "erase" or "keep"'),
  }),
  grantClientRoles: yup.array().of(yup.string().required()).typeError('${path} must be a list of role types'),
});

/** What yup found: one key, one fault. */
interface Problem {
  type?: string;
  path?: string;
  message: string;
  params?: { type?: string; value?: unknown };
}

/** Yup's own words for a wrong type show the value. */
const wordsOf = ({ type, path = '', message, params = {} }: Problem): string =>
  type === 'typeError' && params.type !== undefined && message.includes('final value')
    ? wrongKind(path, params.type, params.value)
    : message;

/**
 * Checks the configuration when Strapi starts.
 * @param config the host's values merged over the defaults
 * @throws Error whose message names each wrong key and says what it takes
 */
export const validateConfig = (config: unknown): void => {
  try {
    schema.validateSync(config, { strict: true, abortEarly: false });
  } catch (error) {
    const { errors, inner } = error as { errors?: string[]; inner?: Problem[] };
    if (!errors) throw error;
    throw new Error(inner?.length ? inner.map(wordsOf).join('; ') : errors.join('; '));
  }
};
