import type { Centers } from '../services/centers';
import type { Generation } from '../services/generation';
import type { Sweep } from '../services/sweep';
import type { Templates } from '../services/templates';

export type {
  CertificateEdit,
  CertificateQuery,
  CertificateReview,
  CertificatesService,
  CertificateUpload,
  HostOptions,
  Id,
  IssueInput,
} from './certificates';
export type { CertificateHistoryEntry, ListAnswer, StaffCertificate } from '../../contracts';
export type { Actor } from '../repositories/history';

/** `service('templates')` */
export type TemplatesService = Pick<Templates, 'find' | 'create' | 'update' | 'clone' | 'archive'>;
/** `service('centers')` */
export type CentersService = Pick<Centers, 'find' | 'create' | 'update' | 'changeClients' | 'delete'>;
/** `service('generation')` */
export type GenerationService = Pick<Generation, 'start' | 'find'>;
/** `service('sweep')` */
export type SweepService = Pick<Sweep, 'run'>;
