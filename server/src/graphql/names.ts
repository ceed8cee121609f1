/** Names of the plugin's GraphQL types, as Strapi would have made them from the content types. */
export const TYPE = {
  certificate: 'CertificatesCertificate',
  certificatePage: 'CertificatesCertificateEntityResponseCollection',
  certificateFilters: 'CertificatesCertificateFiltersInput',
  certificateInput: 'CertificatesCertificateInput',
  certificateState: 'ENUM_CERTIFICATESCERTIFICATE_STATE',
  uploadedBy: 'ENUM_CERTIFICATESCERTIFICATE_UPLOADEDBY',
  template: 'CertificatesCertificateTemplate',
  client: 'CertificatesClient',
  relationFilters: 'CertificatesRelationFiltersInput',
  document: 'CertificatesDocument',
  rejection: 'CertificatesRejection',
  rejectionReason: 'ENUM_CERTIFICATESREJECTION_REASON',
  access: 'CertificatesAccess',
  accessProblem: 'CertificatesAccessProblem',
  accessReason: 'ENUM_CERTIFICATESACCESSPROBLEM_REASON',
  accessTemplate: 'CertificatesAccessTemplate',
  pushSubscription: 'CertificatesPushSubscription',
  pushSubscriptionInput: 'CertificatesPushSubscriptionInput',
  pushKeysInput: 'CertificatesPushKeysInput',
} as const;

/** Types of plugin-graphql that the plugin's operations use. */
export const STRAPI_TYPE = {
  pagination: 'Pagination',
  deletion: 'DeleteMutationResponse',
  idFilter: 'IDFilterInput',
  stringFilter: 'StringFilterInput',
  dateFilter: 'DateFilterInput',
  dateTimeFilter: 'DateTimeFilterInput',
} as const;
