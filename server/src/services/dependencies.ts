import type { Core } from '@strapi/strapi';

import { configOf, type CertificatesConfig } from '../config';
import { PORT } from '../constants';
import { systemClock, type Clock } from '../ports/clock';
import { contained } from '../ports/container';
import { createAntivirus } from '../documents/antivirus';
import { createPreviews, type Previews } from '../documents/previews/create-previews';
import type { DocumentStore } from '../ports/document-store';
import type { VirusScanner } from '../ports/virus-scanner';
import { createCalendarLinkRepository } from '../repositories/calendar-links';
import { createCenterRepository } from '../repositories/centers';
import { createCertificateListRepository } from '../repositories/certificate-list';
import { createCertificateRepository } from '../repositories/certificates';
import { createRepositoryContext } from '../repositories/context';
import { createAccessRepository } from '../repositories/access';
import { createErasureRepository } from '../repositories/erasure';
import { createFileRepository } from '../repositories/files';
import { createHistoryRepository } from '../repositories/history';
import { createIntegrityRepository } from '../repositories/integrity';
import { createIntegrityReportRepository } from '../repositories/integrity-report';
import { createIssuingRepository } from '../repositories/issuing';
import { createLeaseRepository } from '../repositories/leases';
import { createOutboxRepository, type OutboxRepository } from '../repositories/outbox';
import { createOutboxWriter } from '../repositories/outbox-rows';
import { createPeopleRepository } from '../repositories/people';
import { createPushSubscriptionRepository } from '../repositories/push-subscriptions';
import { createReconciliationRepository } from '../repositories/reconciliation';
import { createReminderRepository } from '../repositories/reminders';
import { createEventSubjectRepository } from '../repositories/event-subjects';
import { createAnnouncements, type Announcements } from './announcements';
import { createPace, type Pace } from './pace';
import { watchTraffic } from './watch-traffic';
import { createRunRepository } from '../repositories/runs';
import { createTextOverrideRepository } from '../repositories/text-overrides';
import { createStrapiMailer } from '../notifications/strapi-mailer';
import type { Mailer } from '../ports/mailer';
import { createStatsRepository } from '../repositories/stats';
import { createDueRepository } from '../repositories/sweep-due';
import { createSweepRepository } from '../repositories/sweep';
import { createTemplateRepository } from '../repositories/templates';

/** What the use cases work with: the repositories and the ports. */
export interface Dependencies {
  config: CertificatesConfig;
  clock: Clock;
  store: DocumentStore;
  previews: Previews;
  /** Null where documents are not checked for viruses. */
  antivirus: VirusScanner | null;
  log: Core.Strapi['log'];
  /** How fast work in chunks may go. */
  pace: Pace;
  db: ReturnType<typeof createRepositoryContext>['db'];
  /** Tells the dispatcher that there is something to send; it would find out by itself a little later. */
  wakeDispatcher: () => void;
  certificates: ReturnType<typeof createCertificateRepository>;
  lists: ReturnType<typeof createCertificateListRepository>;
  history: ReturnType<typeof createHistoryRepository>;
  outbox: ReturnType<typeof createOutboxWriter>;
  /** What has been queued. */
  queue: Pick<OutboxRepository, 'release'>;
  /** Devices of clients, for push. */
  devices: ReturnType<typeof createPushSubscriptionRepository>;
  issuing: ReturnType<typeof createIssuingRepository>;
  reminding: ReturnType<typeof createReminderRepository>;
  stats: ReturnType<typeof createStatsRepository>;
  due: ReturnType<typeof createDueRepository>;
  sweeping: ReturnType<typeof createSweepRepository>;
  /** What Strapi's event hub is told. */
  announcements: Announcements;
  texts: ReturnType<typeof createTextOverrideRepository>;
  mailer: Mailer;
  templates: ReturnType<typeof createTemplateRepository>;
  centers: ReturnType<typeof createCenterRepository>;
  people: ReturnType<typeof createPeopleRepository>;
  files: ReturnType<typeof createFileRepository>;
  access: ReturnType<typeof createAccessRepository>;
  calendarLinks: ReturnType<typeof createCalendarLinkRepository>;
  erasure: ReturnType<typeof createErasureRepository>;
  integrity: ReturnType<typeof createIntegrityRepository>;
  integrityReports: ReturnType<typeof createIntegrityReportRepository>;
  reconciliation: ReturnType<typeof createReconciliationRepository>;
  runs: ReturnType<typeof createRunRepository>;
  leases: ReturnType<typeof createLeaseRepository>;
}

/** A port that host code or a test has put into Strapi's container, else the plugin's own. */
const port = <T>(strapi: Core.Strapi, name: string, fallback: () => T): T => contained<T>(strapi, name) ?? fallback();

export const createDependencies = (
  strapi: Core.Strapi,
  adapters: { store: () => DocumentStore; wakeDispatcher: () => void }
): Dependencies => {
  const config = configOf(strapi);
  const context = createRepositoryContext(strapi, config);
  const store = port(strapi, PORT.documentStore, adapters.store);
  return {
    config,
    clock: port(strapi, PORT.clock, () => systemClock),
    store,
    previews: createPreviews({ store }),
    antivirus: config.documents.antivirus && createAntivirus(config.documents.antivirus),
    log: strapi.log,
    pace: createPace({ traffic: watchTraffic(strapi), blocking: context.db.dialect === 'sqlite' }),
    db: context.db,
    wakeDispatcher: adapters.wakeDispatcher,
    certificates: createCertificateRepository(context),
    lists: createCertificateListRepository(context),
    history: createHistoryRepository(context),
    outbox: createOutboxWriter(context),
    queue: createOutboxRepository(strapi),
    devices: createPushSubscriptionRepository(strapi),
    issuing: createIssuingRepository(context),
    reminding: createReminderRepository(context),
    stats: createStatsRepository(context),
    due: createDueRepository(context),
    sweeping: createSweepRepository(context),
    announcements: createAnnouncements({
      db: context.db,
      hub: { emit: (event, payload) => strapi.eventHub.emit(event, { ...payload }) },
      subjects: createEventSubjectRepository(context).subjects,
      log: strapi.log,
    }),
    texts: createTextOverrideRepository(strapi),
    mailer: createStrapiMailer(strapi),
    templates: createTemplateRepository(context),
    centers: createCenterRepository(context),
    people: createPeopleRepository(context),
    files: createFileRepository(context),
    access: createAccessRepository(context),
    calendarLinks: createCalendarLinkRepository(context),
    erasure: createErasureRepository(context),
    integrity: createIntegrityRepository(context),
    integrityReports: createIntegrityReportRepository(strapi),
    reconciliation: createReconciliationRepository(context),
    runs: createRunRepository(context),
    leases: createLeaseRepository(context),
  };
};
