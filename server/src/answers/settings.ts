import type { Center, CenterWithPeople, Client, GenerationRun, Template } from '../../contracts';
import type { RunRecord } from '../repositories/runs';
import type { TemplateRecord } from '../repositories/templates';
import type { Centers } from '../services/centers';
import type { Clients } from '../services/clients';

type FoundCenter = Awaited<ReturnType<Centers['find']>>;
type ListedCenter = Awaited<ReturnType<Centers['list']>>['rows'][number];
type FoundClient = Awaited<ReturnType<Clients['find']>>;

export const toTemplate = (record: TemplateRecord): Template => ({
  documentId: record.documentId,
  name: record.name,
  instructions: record.instructions,
  issueToNewClients: record.issueToNewClients,
  renewOnExpiry: record.renewOnExpiry,
  renewalLeadDays: record.renewalLeadDays,
  expires: record.expires,
  expiringSoonDays: record.expiringSoonDays,
  accessRule: record.accessRule,
  centers: record.centers.map(({ documentId, name }) => ({ documentId, name })),
  reminders: record.reminders,
  archivedAt: record.archivedAt?.toISOString() ?? null,
  createdAt: record.createdAt?.toISOString() ?? null,
  updatedAt: record.updatedAt?.toISOString() ?? null,
});

export const toRun = ({ documentId, state, total, done, issued, skipped }: RunRecord): GenerationRun => ({
  documentId,
  state,
  total,
  done,
  issued,
  skipped,
});

export const toCenter = ({ documentId, name, timeZone, clientCount, staffCount }: ListedCenter): Center => ({
  documentId,
  name,
  timeZone,
  clientCount,
  staffCount,
});

export const toCenterWithPeople = (center: FoundCenter): CenterWithPeople => ({
  ...toCenter(center),
  clients: center.clients.map(({ documentId, username, email }) => ({ documentId, username, email })),
  staff: center.staff.map(({ documentId, name, email }) => ({ documentId, name, email })),
});

export const toClient = ({ documentId, username, email, blocked, confirmed, centers }: FoundClient): Client => ({
  documentId,
  username,
  email,
  blocked,
  confirmed,
  centers,
});
