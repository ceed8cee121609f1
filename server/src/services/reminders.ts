import type { Knex } from 'knex';

import { CHUNK_SIZE } from '../constants';
import { addDays, dayAt, zoneOr } from '../domain/calendar';
import { dueExpiryReminder, missingWindows } from '../domain/reminders';
import type { Remindable, RemindingTemplate } from '../repositories/reminders';
import { breathe, groupBy } from './batches';
import type { Dependencies } from './dependencies';

/** Positions say when a template was last looked at: in one zone, or for what is missing. */
const POSITION = 'reminders:';

type Reminder = { daysBefore: number } | { ordinal: number };

interface Found {
  id: number;
  reminder: Reminder;
}

/** One place to look for reminders, and what to remember once it has been looked through. */
type Task = { position: string; template: RemindingTemplate; now: Date } & (
  { kind: 'expiring'; timeZone: string | null } | { kind: 'missing'; after: Date | null }
);

/**
 * Reminders that a template asks for. Days begin once a day, so each template is looked at once a day and zone; missing
 * information falls due by the minute, and is found by when certificates were issued. Positions save work, unique keys in
 * the outbox keep reminders from being told twice.
 */
export const createReminders = ({ db, clock, config, outbox, reminding, sweeping, leases }: Dependencies) => {
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
      return daysBefore === null ? [] : [{ ...row, daysBefore }];
    });

  const write = async (trx: Knex, found: Found[], batchKey: string, at: Date): Promise<void> => {
    for (const group of groupBy(found, ({ reminder }) => JSON.stringify(reminder)).values()) {
      const reminder = group[0]?.reminder as Reminder;
      const event = 'ordinal' in reminder ? 'certificate.created' : 'certificate.expiring';
      const ids = group.map(({ id }) => id);
      await outbox.addMany(trx, ids, { event, reminder, batchKey: `reminder:${batchKey}`, at });
    }
  };

  async function* lookForMissing(template: RemindingTemplate, after: Date | null, now: Date): AsyncGenerator<Found[]> {
    const { missingEveryDays, missingMax } = template.reminders;
    if (missingEveryDays === null) return;
    const rule = { everyDays: missingEveryDays, max: missingMax, earliest: template.createdAt };
    for (const window of missingWindows(now, { ...rule, after, timeZone: config.timeZone })) {
      for (let afterId = 0, full = true; full;) {
        const ids = await reminding.missing(template.id, window, { afterId, limit: CHUNK_SIZE });
        yield ids.map((id) => ({ id, reminder: { ordinal: window.ordinal } }));
        full = ids.length === CHUNK_SIZE;
        afterId = ids.at(-1) ?? 0;
      }
    }
  }

  async function* lookForExpiring(
    template: RemindingTemplate,
    timeZone: string | null,
    now: Date
  ): AsyncGenerator<Found[]> {
    const today = dayAt(now, zone(timeZone));
    const days = { from: today, to: addDays(today, Math.max(...template.reminders.daysBefore)), now };
    for (let afterId = 0, full = true; full;) {
      const where = { templateId: template.id, timeZone };
      const rows = await reminding.expiring(where, days, { afterId, limit: CHUNK_SIZE });
      const due = await reminding.notQueued(withDue(template, rows, now));
      yield due.map(({ id, daysBefore }) => ({ id, reminder: { daysBefore } }));
      full = rows.length === CHUNK_SIZE;
      afterId = rows.at(-1)?.id ?? 0;
    }
  }

  const look = (task: Task): AsyncGenerator<Found[]> =>
    task.kind === 'missing'
      ? lookForMissing(task.template, task.after, task.now)
      : lookForExpiring(task.template, task.timeZone, task.now);

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
     * Queues what these tasks find: together where it is not much, so that a client gets one message.
     * @returns reminders found
     */
    async run(tasks: Task[], batchKey: string): Promise<number> {
      let found: Found[] = [];
      let total = 0;
      const flush = async () => {
        const rows = found;
        found = [];
        total += rows.length;
        if (rows.length > 0) await db.transaction((trx) => write(trx, rows, batchKey, clock.now()));
        await breathe();
      };
      for (const task of tasks) {
        for await (const page of look(task)) {
          found.push(...page);
          if (found.length >= CHUNK_SIZE) await flush();
        }
      }
      await flush();
      for (const { position, now } of tasks) await leases.setPosition(position, now.getTime());
      return total;
    },

    /**
     * Reminders that certificates are due which the sweep has just found to expire soon. In its transaction, so that the
     * dispatcher sees both and tells the more urgent one.
     */
    async beside(trx: Knex, ids: number[], batchKey: string, at: Date): Promise<void> {
      if (ids.length === 0) return;
      const templates = new Map((await reminding.templates()).map((template) => [template.id, template]));
      if (templates.size === 0) return;
      const due = (await reminding.among(trx, ids)).flatMap((row) => {
        const template = templates.get(row.templateId);
        return template ? withDue(template, [row], at) : [];
      });
      const found = due.map(({ id, daysBefore }) => ({ id, reminder: { daysBefore } }));
      await write(trx, found, batchKey, at);
    },
  };
};

export type ReminderService = ReturnType<typeof createReminders>;
