import type { ReviewCertificate, StaffCertificate, Template } from '../../server/contracts';
import { PLUGIN_ID } from './plugin-id';

export type CertificateState = StaffCertificate['state'];
export type RejectionReason = ReviewCertificate.Request['reason'];
export type AccessRule = Template['accessRule'];

/** In the order of a certificate's life. */
export const STATES = [
  'missing_info',
  'pending_approval',
  'approved',
  'expiring_soon',
  'expired',
] as const satisfies CertificateState[];

export const REASONS = [
  'unreadable',
  'wrong_document',
  'wrong_date',
  'incomplete',
  'other',
] as const satisfies RejectionReason[];

export const ACCESS_RULES = ['none', 'warn', 'block'] as const satisfies AccessRule[];

/** Longest notes and comments, in Unicode code points, as the server counts them. */
export const MAX_TEXT_LENGTH = 400;
/** Longest names of templates and centres, and instructions, as the browser counts them. */
export const MAX_NAME_LENGTH = 255;
export const MAX_INSTRUCTIONS_LENGTH = 10_000;

const action = <const T extends string>(name: T) => `plugin::${PLUGIN_ID}.${name}` as const;

export const ACTION = {
  templatesRead: action('templates.read'),
  templatesCreate: action('templates.create'),
  templatesUpdate: action('templates.update'),
  templatesDelete: action('templates.delete'),
  templatesGenerate: action('templates.generate'),
  certificatesRead: action('certificates.read'),
  certificatesCreate: action('certificates.create'),
  certificatesUpdate: action('certificates.update'),
  certificatesReview: action('certificates.review'),
  certificatesArchive: action('certificates.archive'),
  certificatesDelete: action('certificates.delete'),
  clientsRead: action('clients.read'),
  centersManage: action('centers.manage'),
  settingsManage: action('settings.manage'),
} as const;
export type ActionName = keyof typeof ACTION;

/** Permissions in the form that Strapi's menus, pages and widgets take: any one of them opens the door. */
export const permissionsFor = (...names: ActionName[]) =>
  names.map((name) => ({ action: ACTION[name], subject: null }));

/** Where the plugin's pages live in the panel. */
export const ROUTE = {
  pending: `/plugins/${PLUGIN_ID}/pending`,
  all: `/plugins/${PLUGIN_ID}/all`,
  history: `/plugins/${PLUGIN_ID}/history`,
  trash: `/plugins/${PLUGIN_ID}/trash`,
  clients: `/plugins/${PLUGIN_ID}/clients`,
  certificate: (documentId: string) => `/plugins/${PLUGIN_ID}/certificate/${documentId}`,
  client: (documentId: string) => `/plugins/${PLUGIN_ID}/clients/${documentId}`,
  templates: `/settings/${PLUGIN_ID}/templates`,
  centers: `/settings/${PLUGIN_ID}/centers`,
  notifications: `/settings/${PLUGIN_ID}/notifications`,
  texts: `/settings/${PLUGIN_ID}/notifications/texts`,
} as const;
