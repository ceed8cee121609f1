/** Paths are relative to `/api/certificates`. Fixed words stand before `:documentId`, which would swallow them. */
export default {
  type: 'content-api' as const,
  routes: [
    { method: 'GET', path: '/', handler: 'certificates.find', config: {} },
    { method: 'GET', path: '/access', handler: 'access.find', config: {} },
    { method: 'GET', path: '/clients/:clientDocumentId/access', handler: 'client-access.findOne', config: {} },
    { method: 'GET', path: '/history', handler: 'history.find', config: {} },
    { method: 'GET', path: '/push/public-key', handler: 'push-keys.find', config: { auth: false as const } },
    { method: 'GET', path: '/push-subscriptions', handler: 'push-subscriptions.find', config: {} },
    { method: 'POST', path: '/push-subscriptions', handler: 'push-subscriptions.create', config: {} },
    {
      method: 'DELETE',
      path: '/push-subscriptions/:documentId',
      handler: 'push-subscriptions.delete',
      config: {},
    },
    { method: 'GET', path: '/:documentId', handler: 'certificates.findOne', config: {} },
    { method: 'PUT', path: '/:documentId', handler: 'certificates.update', config: {} },
    { method: 'GET', path: '/:documentId/preview', handler: 'previews.findOne', config: {} },
    { method: 'GET', path: '/:documentId/document', handler: 'documents.findOne', config: {} },
    { method: 'POST', path: '/:documentId/document', handler: 'documents.create', config: {} },
  ],
};
