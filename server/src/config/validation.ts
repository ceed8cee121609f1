import path from 'node:path';

import { yup } from '@strapi/utils';

import { isTimeZone } from '../domain/calendar';
import { isPort, redisProblem, webPushProblem } from './notification-rules';

const REDIS_NEEDED = 'notifications.queue.redis is needed with the engine "bullmq" (a URL or ioredis options)';

const object = <T extends Parameters<typeof yup.object>[0]>(shape: T) => yup.object(shape).noUnknown(true).strict(true);

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
    .test('zone', '${path} must be an IANA time zone such as "Europe/Madrid", got "${value}"', (value) =>
      isTimeZone(value)
    ),
  locale: yup
    .string()
    .required()
    .matches(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, '${path} must be a language tag such as "en" or "pt-BR"'),
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
    antivirus: plainObject().test('clamd', ANTIVIRUS, isAntivirus),
  }),
  notifications: object({
    email: object({ enabled: yup.boolean().required(), from: yup.string().nullable() }),
    push: object({
      webPush: checkedBy(webPushProblem),
      fcm: plainObject(),
      expo: plainObject(),
      nameDocument: yup.boolean().required(),
    }),
    staffDigest: object({ enabled: yup.boolean().required() }),
    organisation: yup.string(),
    clientAppUrl: yup
      .string()
      .nullable()
      .matches(/^https?:\/\//, {
        message: '${path} must be a URL that starts with http:// or https://',
        excludeEmptyString: true,
      }),
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

/**
 * Checks the configuration when Strapi starts.
 * @param config the host's values merged over the defaults
 * @throws Error whose message names each wrong key and says what it takes
 */
export const validateConfig = (config: unknown): void => {
  try {
    schema.validateSync(config, { strict: true, abortEarly: false });
  } catch (error) {
    const { errors } = error as { errors?: string[] };
    if (!errors) throw error;
    throw new Error(errors.join('; '));
  }
};
