import adminAssets from './admin/assets';
import adminCenters from './admin/centers';
import adminCertificates from './admin/certificates';
import adminClients from './admin/clients';
import adminExport from './admin/export';
import adminIntegrity from './admin/integrity';
import adminNotifications from './admin/notifications';
import adminSettings from './admin/settings';
import adminStats from './admin/stats';
import adminTemplates from './admin/templates';
import adminTexts from './admin/texts';
import { access, clientAccess } from './content-api/access';
import calendar from './content-api/calendar';
import certificates from './content-api/certificates';
import documents from './content-api/documents';
import history from './content-api/history';
import previews from './content-api/previews';
import pushKeys from './content-api/push-keys';
import pushSubscriptions from './content-api/push-subscriptions';

/** The names without `admin` are scopes that API tokens and users-permissions roles are granted. */
export default {
  access,
  'client-access': clientAccess,
  calendar,
  certificates,
  documents,
  history,
  previews,
  'push-keys': pushKeys,
  'push-subscriptions': pushSubscriptions,
  'admin-assets': adminAssets,
  'admin-centers': adminCenters,
  'admin-certificates': adminCertificates,
  'admin-clients': adminClients,
  'admin-export': adminExport,
  'admin-integrity': adminIntegrity,
  'admin-notifications': adminNotifications,
  'admin-settings': adminSettings,
  'admin-stats': adminStats,
  'admin-templates': adminTemplates,
  'admin-texts': adminTexts,
};
