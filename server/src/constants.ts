/**
 * The one list of the names that the plugin shares with Strapi, its database and its clients: ids, UIDs, tables,
 * actions, events, channels. The rest of the server takes them from here; the panel, which knows only types of the server,
 * has a list of its own (admin/src/constants.ts), which a test holds to this one.
 */
export const PLUGIN_ID = 'certificates';

const uid = <const T extends string>(name: T): `plugin::certificates.${T}` => `plugin::certificates.${name}`;

export const UID = {
  template: uid('certificate-template'),
  certificate: uid('certificate'),
  center: uid('center'),
  event: uid('certificate-event'),
  notification: uid('notification'),
  pushSubscription: uid('push-subscription'),
  generationRun: uid('generation-run'),
  /** Internal tables, registered as bare database models: they have no document, no API and no screen. */
  file: uid('stored-file'),
  lease: uid('lease'),
  calendarLink: uid('calendar-link'),
  user: 'plugin::users-permissions.user',
  adminUser: 'admin::user',
} as const;

/** The private relation that the plugin adds to the user, so that a permission condition has a path to the centres. */
export const USER_CENTERS = 'certificateCenters';

/** RBAC actions of the admin panel (section `plugins`). */
export const ADMIN_ACTION = {
  templatesRead: uid('templates.read'),
  templatesCreate: uid('templates.create'),
  templatesUpdate: uid('templates.update'),
  templatesDelete: uid('templates.delete'),
  templatesGenerate: uid('templates.generate'),
  certificatesRead: uid('certificates.read'),
  certificatesCreate: uid('certificates.create'),
  certificatesUpdate: uid('certificates.update'),
  certificatesReview: uid('certificates.review'),
  certificatesArchive: uid('certificates.archive'),
  certificatesDelete: uid('certificates.delete'),
  clientsRead: uid('clients.read'),
  centersManage: uid('centers.manage'),
  settingsManage: uid('settings.manage'),
} as const;

export type AdminAction = (typeof ADMIN_ACTION)[keyof typeof ADMIN_ACTION];

/** Actions that work on certificates. */
export const CERTIFICATE_ACTIONS: AdminAction[] = [
  ADMIN_ACTION.certificatesRead,
  ADMIN_ACTION.certificatesCreate,
  ADMIN_ACTION.certificatesUpdate,
  ADMIN_ACTION.certificatesReview,
  ADMIN_ACTION.certificatesArchive,
  ADMIN_ACTION.certificatesDelete,
];

/** The RBAC condition "Only in my centres". */
export const CONDITION_IN_MY_CENTERS = uid('in-my-centers');

/** Codes of the two ready roles. Fixed, so that they are found again after a boot with the plugin off. */
export const ROLE_CODE = { manager: 'certificates-manager', professional: 'certificates-professional' } as const;

export const CERTIFICATE_STATES = ['missing_info', 'pending_approval', 'approved', 'expiring_soon', 'expired'] as const;
export type CertificateState = (typeof CERTIFICATE_STATES)[number];

export const REJECTION_REASONS = ['unreadable', 'wrong_document', 'wrong_date', 'incomplete', 'other'] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

export const ACCESS_RULES = ['none', 'warn', 'block'] as const;
export type AccessRule = (typeof ACCESS_RULES)[number];

/** What the history says happened to a certificate. */
export const HISTORY_ACTIONS = [
  'issued',
  'uploaded',
  'updated',
  'approved',
  'rejected',
  'revoked',
  'archived',
  'deleted',
  'expiring_soon',
  'expired',
  'center_set',
  'document_erased',
  'document_viewed',
] as const;
export type HistoryAction = (typeof HISTORY_ACTIONS)[number];

/** What people are told of, and what Strapi's event hub carries. */
export const NOTIFICATION_EVENTS = [
  'certificate.created',
  'certificate.submitted',
  'certificate.approved',
  'certificate.rejected',
  'certificate.revoked',
  'certificate.expiring',
  'certificate.expired',
] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

export const CHANNELS = ['email', 'push'] as const;
export type Channel = (typeof CHANNELS)[number];

export const NOTIFICATION_STATES = ['pending', 'sent', 'failed', 'cancelled'] as const;
export type NotificationState = (typeof NOTIFICATION_STATES)[number];

export const ACTOR_TYPES = ['client', 'staff', 'host', 'system'] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];

/** Longest text of notes and of a reviewer's comment, in Unicode code points. */
export const MAX_TEXT_LENGTH = 400;

/** Totals of lists are exact up to here: counting further costs more than anybody gains from it. */
export const TOTAL_CAP = 10_000;

/** Rows that one set-based statement touches: keeps each transaction short, so that requests go on meanwhile. */
export const CHUNK_SIZE = 1_000;

/** Names under which host code and tests can put their own ports into Strapi's container before it loads. */
export const PORT = {
  clock: 'certificates.clock',
  documentStore: 'certificates.document-store',
} as const;
