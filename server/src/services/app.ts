import type { Core } from '@strapi/strapi';

import { createAccess } from './access';
import { createCalendar } from './calendar';
import { createCatchUp } from './catch-up';
import { createCenters } from './centers';
import { createCertificates } from './certificates';
import { createClients } from './clients';
import { createDocuments } from './documents';
import { createDependencies, type Dependencies } from './dependencies';
import { createGeneration } from './generation';
import { createIntegrity } from './integrity';
import { createIssuing } from './issuing';
import { createPushSubscriptions } from './push-subscriptions';
import { createReminders } from './reminders';
import { createRetention } from './retention';
import { createStaff } from './staff';
import { createStats } from './stats';
import { createSweep } from './sweep';
import { createTemplates } from './templates';
import { createTexts } from './texts';
import { createTransitions } from './transitions';

type Adapters = Parameters<typeof createDependencies>[1];

const build = (deps: Dependencies) => {
  const transitions = createTransitions(deps);
  const issuing = createIssuing(deps);
  const documents = createDocuments(deps);
  return {
    config: deps.config,
    announcements: deps.announcements,
    clock: deps.clock,
    pace: deps.pace,
    issuing,
    certificates: createCertificates(deps, transitions, issuing, documents),
    templates: createTemplates(deps),
    texts: createTexts(deps),
    centers: createCenters(deps, issuing),
    clients: createClients(deps),
    pushSubscriptions: createPushSubscriptions(deps),
    staff: createStaff(deps),
    stats: createStats(deps),
    generation: createGeneration(deps, issuing),
    sweep: createSweep(deps, issuing, createReminders(deps)),
    catchUp: createCatchUp(deps, issuing),
    documents,
    access: createAccess(deps),
    calendar: createCalendar(deps),
    retention: createRetention(deps, documents),
    integrity: createIntegrity(deps, documents),
  };
};

/** The plugin's use cases, wired together once per Strapi instance. */
export type App = ReturnType<typeof build>;

const apps = new WeakMap<Core.Strapi, App>();

/** Wires the use cases. Called once, in bootstrap, when Strapi has loaded its models. */
export const createApp = (strapi: Core.Strapi, adapters: Adapters): App => {
  const app = build(createDependencies(strapi, adapters));
  apps.set(strapi, app);
  return app;
};

/** @throws Error before bootstrap */
export const appOf = (strapi: Core.Strapi): App => {
  const app = apps.get(strapi);
  if (!app) throw new Error('The certificates plugin is not ready before Strapi has bootstrapped.');
  return app;
};
