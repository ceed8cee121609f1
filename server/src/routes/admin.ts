import { ADMIN_ACTION, CERTIFICATE_ACTIONS, PLUGIN_ID, type AdminAction } from '../constants';
import { MAY, type MayConfig } from '../permissions/policy';
import { pathParams } from './described/schema';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * @param anyOf what the user must be granted: one of these. Whom a grant under a condition reaches is for the handler.
 */
const route = (method: Method, path: string, handler: string, ...anyOf: AdminAction[]) => ({
  method,
  path,
  handler: `admin-${handler}`,
  request: { params: pathParams(path) },
  config: {
    policies: [
      'admin::isAuthenticatedAdmin',
      { name: `plugin::${PLUGIN_ID}.${MAY}`, config: { anyOf } satisfies MayConfig },
    ],
  },
});

/** Code that a browser loads by itself, without any log-in: the same for everybody. */
const openRoute = (path: string, handler: string) => ({
  method: 'GET' as const,
  path,
  handler: `admin-${handler}`,
  request: { params: pathParams(path) },
  config: { auth: false as const },
});

const A = ADMIN_ACTION;

export default {
  type: 'admin' as const,
  routes: [
    route('GET', '/certificates', 'certificates.find', A.certificatesRead),
    route('POST', '/certificates', 'certificates.create', A.certificatesCreate),
    route('POST', '/certificates/bulk/approve', 'certificates.bulkApprove', A.certificatesReview),
    route('POST', '/certificates/bulk/archive', 'certificates.bulkArchive', A.certificatesArchive),
    route('POST', '/certificates/bulk/delete', 'certificates.bulkDelete', A.certificatesDelete),
    route('GET', '/certificates/export.csv', 'export.find', A.certificatesRead),
    route('GET', '/certificates/:id', 'certificates.findOne', A.certificatesRead),
    route('PUT', '/certificates/:id', 'certificates.update', A.certificatesUpdate),
    route('DELETE', '/certificates/:id', 'certificates.delete', A.certificatesDelete),
    route('GET', '/certificates/:id/document', 'certificates.document', A.certificatesRead),
    route('POST', '/certificates/:id/document', 'certificates.upload', A.certificatesUpdate),
    route('GET', '/certificates/:id/preview', 'certificates.preview', A.certificatesRead),
    route('GET', '/certificates/:id/events', 'certificates.events', A.certificatesRead),
    route('GET', '/certificates/:id/events/:eventId/document', 'certificates.eventDocument', A.certificatesRead),
    route('POST', '/certificates/:id/approve', 'certificates.approve', A.certificatesReview),
    route('POST', '/certificates/:id/reject', 'certificates.reject', A.certificatesReview),
    route('POST', '/certificates/:id/revoke', 'certificates.revoke', A.certificatesReview),
    route('POST', '/certificates/:id/archive', 'certificates.archive', A.certificatesArchive),

    route('GET', '/templates', 'templates.find', A.templatesRead),
    route('POST', '/templates', 'templates.create', A.templatesCreate),
    route('GET', '/templates/:id', 'templates.findOne', A.templatesRead),
    route('PUT', '/templates/:id', 'templates.update', A.templatesUpdate),
    route('DELETE', '/templates/:id', 'templates.delete', A.templatesDelete),
    route('POST', '/templates/:id/clone', 'templates.clone', A.templatesCreate),
    route('POST', '/templates/:id/generate', 'templates.generate', A.templatesGenerate),
    route('GET', '/generation-runs/:id', 'templates.findRun', A.templatesGenerate),

    route('GET', '/clients', 'clients.find', A.clientsRead),
    route('GET', '/clients/:id', 'clients.findOne', A.clientsRead),

    route('GET', '/centers', 'centers.find', A.centersManage, ...CERTIFICATE_ACTIONS),
    route('POST', '/centers', 'centers.create', A.centersManage),
    route('GET', '/centers/:id', 'centers.findOne', A.centersManage, ...CERTIFICATE_ACTIONS),
    route('PUT', '/centers/:id', 'centers.update', A.centersManage),
    route('DELETE', '/centers/:id', 'centers.delete', A.centersManage),
    route('POST', '/centers/:id/clients', 'centers.changeClients', A.centersManage),
    route('GET', '/staff', 'centers.findStaff', A.centersManage),

    openRoute('/assets/pdf-worker/:file', 'assets.pdfWorker'),

    route('GET', '/stats', 'stats.find', A.certificatesRead),
    route('GET', '/notifications', 'notifications.find', A.settingsManage),
    route('POST', '/notifications/:id/retry', 'notifications.retry', A.settingsManage),
    route('GET', '/settings', 'settings.find', A.settingsManage),
    route('GET', '/settings/integrity', 'integrity.find', A.settingsManage),
    route('POST', '/settings/integrity', 'integrity.create', A.settingsManage),
    route('GET', '/settings/texts', 'texts.find', A.settingsManage),
    route('PUT', '/settings/texts', 'texts.update', A.settingsManage),
    route('POST', '/settings/texts/preview', 'texts.preview', A.settingsManage),
    route('POST', '/settings/texts/test', 'texts.test', A.settingsManage),
  ],
};
