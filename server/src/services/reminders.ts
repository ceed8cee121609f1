import type { Knex } from 'knex';

import { CHUNK_SIZE } from '../constants';
import { addDays, dayAt, zoneOr } from '../domain/calendar';
import { dueExpiryReminder, missingWindows } from '../domain/reminders';
import type { DueReminder, Remindable, Reminder, RemindingTemplate } from '../repositories/reminders';
import { chunksOf, groupBy } from './batches';
import type { Dependencies } from './dependencies';

/** Positions say when a template was last looked at: in one zone, or for what is missing. */
const POSITION = 'reminders:';

/** One place to look for reminders, and what to remember once it has been looked through. */
interface Place {
  position: string;
  template: RemindingTemplate;
  now: Date;
}
type ExpiringTask = Place & { kind: 'expiring'; timeZone: string | null };
type MissingTask = Place & { kind: 'missing'; after: Date | null };
type Task = ExpiringTask | MissingTask;

/**
 * Reminders that a template asks for. Days begin once a day, so each template is looked at once a day and zone; missing
 * information falls due by the minute, and is found by when certificates were issued. Positions save work, unique keys in
 * the outbox keep reminders from being told twice.
 */
export const createReminders = ({ db, clock, config, outbox, reminding, sweeping, leases, pace }: Dependencies) => {
  const zone = (timeZone: string | null): string => zoneOr(timeZone, config.timeZone);

  /** From a day that has gone, or from before the reminders were changed. */
  const isStale = (position: number | undefined, { since }: RemindingTemplate, now: Date, timeZone: string): boolean =>
    position === undefined ||
    dayAt(new Date(position), timeZone) !== dayAt(now, timeZone) ||
    (since !== null && since.getTime() >= position);

  const withDue = ({ reminders, since }: RemindingTemplate, rows: Remindable[], now: Date) =>
    rows.flatMap((row) => {
      const facts = { ...row, timeZone: zone(row.timeZone), daysBefore: reminders.daysBefore, since };
      const daysBefore = dueExpiryReminder(facts, now);
      return daysBefore === null ? [] : [{ ...row, reminder: { daysBefore } }];
    });

  const windowsOf = ({ template, now, after }: MissingTask) => {
    const { missingEveryDays: everyDays, missingMax: max } = template.reminders;
    if (everyDays === null) return [];
    return missingWindows(now, { everyDays, max, earliest: template.createdAt, after, timeZone: config.timeZone });
  };

  /** @returns reminders queued */
  const write = async (trx: Knex, due: DueReminder[], batchKey: string, at: Date): Promise<number> => {
    const found = await reminding.notQueued(due);
    for (const group of groupBy(found, ({ reminder }) => JSON.stringify(reminder)).values()) {
      const reminder = group[0]?.reminder as Reminder;
      const event = 'ordinal' in reminder ? 'certificate.created' : 'certificate.expiring';
      for (const chunk of chunksOf(group, CHUNK_SIZE)) {
        const ids = chunk.map(({ id }) => id);
        await outbox.addMany(trx, ids, { event, reminder, batchKey: `reminder:${batchKey}`, at });
      }
    }
    return found.length;
  };

  /** Every reminder of an expiry that these clients are due now: what one client is told, they are told together. */
  const expiringOf = async (
    trx: Knex,
    clients: number[],
    templates: RemindingTemplate[],
    now: Date
  ): Promise<DueReminder[]> => {
    const byId = new Map(templates.map((template) => [template.id, template]));
    if (byId.size === 0 || clients.length === 0) return [];
    return (await reminding.expiringOf(trx, clients, [...byId.keys()], now)).flatMap((row) => {
      const template = byId.get(row.templateId);
      return template ? withDue(template, [row], now) : [];
    });
  };

  /** The same of what is missing. */
  const missingOf = async (trx: Knex, clients: number[], tasks: MissingTask[]): Promise<DueReminder[]> => {
    const windows = new Map(tasks.map((task) => [task.template.id, windowsOf(task)]));
    return (await reminding.missingOf(trx, clients, [...windows.keys()])).flatMap((row) => {
      const { issuedAt } = row;
      const window = windows
        .get(row.templateId)
        ?.find(({ after, upTo }) => issuedAt !== null && issuedAt <= upTo && (after === null || issuedAt > after));
      return window ? [{ ...row, validUntil: null, reminder: { ordinal: window.ordinal } }] : [];
    });
  };

  /** Clients who may be due a reminder, a page at a time. */
  async function* lookForMissing(task: MissingTask): AsyncGenerator<number[]> {
    for (const window of windowsOf(task)) {
      for (let afterId = 0, full = true; full;) {
        const rows = await reminding.missing(task.template.id, window, { afterId, limit: CHUNK_SIZE });
        yield rows.map(({ clientId }) => clientId);
        full = rows.length === CHUNK_SIZE;
        afterId = rows.at(-1)?.id ?? 0;
      }
    }
  }

  async function* lookForExpiring({ template, timeZone, now }: ExpiringTask): AsyncGenerator<number[]> {
    const today = dayAt(now, zone(timeZone));
    const days = { from: today, to: addDays(today, Math.max(...template.reminders.daysBefore)), now };
    for (let afterId = 0, full = true; full;) {
      const where = { templateId: template.id, timeZone };
      const rows = await reminding.expiring(where, days, { afterId, limit: CHUNK_SIZE });
      const due = await reminding.notQueued(withDue(template, rows, now));
      yield due.map(({ clientId }) => clientId);
      full = rows.length === CHUNK_SIZE;
      afterId = rows.at(-1)?.id ?? 0;
    }
  }

  return {
    /** What has to be looked at now; one query where no template reminds of anything. */
    async tasks(): Promise<Task[]> {
      const templates = await reminding.templates();
      if (templates.length === 0) return [];
      const now = clock.now();
      const positions = await leases.positions(POSITION);
      const zones: (string | null)[] = [null, ...(await db.read((knex) => sweeping.zones(knex)))];
      return templates.flatMap((template): Task[] => {
        const { daysBefore, missingEveryDays } = template.reminders;
        const tasks: Task[] = [];
        for (const timeZone of daysBefore.length > 0 ? zones : []) {
          const position = `${POSITION}${template.id}:${timeZone ?? ''}`;
          if (isStale(positions.get(position), template, now, zone(timeZone))) {
            tasks.push({ kind: 'expiring', position, template, now, timeZone });
          }
        }
        if (missingEveryDays !== null) {
          const position = `${POSITION}${template.id}:missing`;
          const seen = Math.max(positions.get(position) ?? 0, template.since?.getTime() ?? 0);
          tasks.push({ kind: 'missing', position, template, now, after: seen === 0 ? null : new Date(seen) });
        }
        return tasks;
      });
    },

    /**
     * Queues what these tasks find, for each client in one transaction: so it becomes one message.
     * @returns reminders queued
     */
    async run(tasks: Task[], batchKey: string): Promise<number> {
      let total = 0;
      const tell = async (
        pages: AsyncGenerator<number[]>,
        dueOf: (trx: Knex, clients: number[]) => Promise<DueReminder[]>
      ) => {
        for await (const found of pages) {
          const clients = [...new Set(found)];
          if (clients.length === 0) continue;
          total += await db.transaction(async (trx) => write(trx, await dueOf(trx, clients), batchKey, clock.now()));
          await pace.breathe();
        }
      };
      const expiring = tasks.filter((task) => task.kind === 'expiring');
      const missing = tasks.filter((task) => task.kind === 'missing');
      const templates = expiring.length > 0 ? await reminding.templates() : [];
      for (const task of expiring) {
        await tell(lookForExpiring(task), (trx, clients) => expiringOf(trx, clients, templates, task.now));
      }
      for (const task of missing) await tell(lookForMissing(task), (trx, clients) => missingOf(trx, clients, missing));
      for (const { position, now } of tasks) await leases.setPosition(position, now.getTime());
      return total;
    },

    /**
     * Reminders that clients are due of whose certificates the sweep has just found some to expire soon. In its
     * transaction, so that the dispatcher sees both and tells the more urgent one.
     */
    async beside(trx: Knex, clients: number[], batchKey: string, at: Date): Promise<void> {
      const templates = await reminding.templates();
      await write(trx, await expiringOf(trx, clients, templates, at), batchKey, at);
    },
  };
};

export type ReminderService = ReturnType<typeof createReminders>;
