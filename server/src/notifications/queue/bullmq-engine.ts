import type { Queue, Worker } from 'bullmq';
import type { Redis, RedisOptions } from 'ioredis';

import { within } from '../../ports/within';
import { errorCode } from '../delivery-error';
import { loadBullmq, type Bullmq } from './load-bullmq';
import { MAX_POLL_MS, type ChannelWork, type EngineLog, type QueueEngine } from './queue-engine';
import { createOutage } from './redis-outage';

export interface BullmqEngineOptions {
  /** A URL, or options of ioredis. */
  redis: string | Record<string, unknown>;
  /** What the keys in Redis begin with; the same on all instances of an installation, and on no others. */
  prefix: string;
  log: EngineLog;
  /** How often the outbox is looked at, in milliseconds; never less often than every 5 s. */
  pollMs?: number;
  load?: () => Promise<Bullmq>;
}

/** Redis answers in a millisecond or two; one that does not answer in this time is as good as away. */
const ANSWER_MS = 2_000;
/** At start the machine has other things to do: a warning about a Redis that is only waited for helps nobody. */
const START_MS = 5_000;
/** Rows that have been due for so long, and that nobody took up through Redis, are taken up without it. */
const PATIENCE_MS = MAX_POLL_MS;
/** What stopping costs at most where Redis does not answer. */
const CLOSE_MS = 3_000;

/** What stands for a channel in Redis. */
interface Tickets {
  queue: Queue;
  worker: Worker;
}

interface Relay {
  channel: ChannelWork;
  /** Null until Redis has answered for the first time. */
  tickets: Tickets | null;
  /** Since when rows have been due without a break (ms of the steady clock); null: none are. */
  dueSince: number | null;
  looking: Promise<void> | null;
  lookAgain: boolean;
}

/**
 * Shares the work between instances through Redis. A job there is a ticket that says nothing but "something is due on
 * this channel". Whoever takes it claims rows in the database and, if it won any, puts a ticket back for the next one
 * before it begins to send. So Redis holds nothing that could be lost, doubled or read by others: where tickets are gone
 * new ones are written, where there are too many the surplus finds nothing to claim, and while Redis is away each
 * instance works from the database.
 */
export const createBullmqEngine = ({
  redis,
  prefix,
  log,
  pollMs = 1_000,
  load = loadBullmq,
}: BullmqEngineOptions): QueueEngine => {
  const interval = Math.min(Math.max(pollMs, 10), MAX_POLL_MS);
  const outage = createOutage(log);
  const onError = (error: unknown) => log.error(`[certificates] outbox: ${errorCode(error)}`);

  let bullmq: Bullmq | null = null;
  let relays: Relay[] = [];
  let connections: Redis[] = [];
  let copies: Redis[] = [];
  let timer: NodeJS.Timeout | null = null;
  let running = false;

  const onRedisError = (error: unknown) => {
    if (running) outage.begins(error);
  };

  const isConnected = () => connections.every(({ status }) => status === 'ready');

  /** Asks Redis something. @returns whether it answered */
  const ask = async (question: () => Promise<unknown>): Promise<boolean> => {
    try {
      // BullMQ would wait for the connection, for as long as it takes.
      if (!isConnected()) throw Object.assign(new Error('not connected'), { code: 'not_connected' });
      await within(ANSWER_MS, question());
      outage.ends();
      return true;
    } catch (error) {
      onRedisError(error);
      return false;
    }
  };

  /**
   * Made once Redis has answered: BullMQ waits for ever for one that does not, and where one refuses the log-in some
   * versions of it leave a rejection unhandled, which would end the whole server.
   */
  const ticketsOf = async (relay: Relay): Promise<Tickets> => {
    if (!relay.tickets) {
      await Promise.all(connections.map((connection) => connection.ping()));
      relay.tickets ??= open(relay);
    }
    return relay.tickets;
  };

  /** Puts a ticket into Redis unless one waits there. */
  const ring = (relay: Relay): Promise<boolean> =>
    ask(async () => {
      const { queue } = await ticketsOf(relay);
      if ((await queue.getWaitingCount()) === 0) await queue.add(relay.channel.name, {});
    });

  const look = async (relay: Relay): Promise<void> => {
    const { channel } = relay;
    if (!(await channel.isDue())) {
      relay.dueSince = null;
      // Others' tickets are to be taken too.
      if (outage.isOn || !relay.tickets) await ask(async () => (await ticketsOf(relay)).queue.getWaitingCount());
      return;
    }
    relay.dueSince ??= performance.now();
    if (!(await ring(relay))) await channel.pump();
    else if (performance.now() - relay.dueSince > PATIENCE_MS) await channel.take();
  };

  /** One look at a time; asked meanwhile, it looks once more. */
  const lookSoon = (relay: Relay): void => {
    relay.lookAgain = true;
    relay.looking ??= (async () => {
      while (running && relay.lookAgain) {
        relay.lookAgain = false;
        await look(relay).catch(onError);
      }
    })().finally(() => {
      relay.looking = null;
    });
  };

  const lookEverywhere = () => {
    for (const relay of relays) lookSoon(relay);
  };

  const tick = () => {
    lookEverywhere();
    timer = setTimeout(tick, interval).unref();
  };

  const work = async (relay: Relay): Promise<void> => {
    try {
      // Another instance may take the next ticket while this one is busy with what it has just claimed.
      if ((await relay.channel.take()) > 0) await ring(relay);
      await relay.channel.room();
    } catch (error) {
      // The rows are still due, and the next look finds them.
      onError(error);
    }
  };

  const connect = ({ Redis }: Bullmq, extra: RedisOptions): Redis => {
    const connection =
      typeof redis === 'string' ? new Redis(redis, extra) : new Redis({ ...(redis as RedisOptions), ...extra });
    connection.on('error', onRedisError);
    // BullMQ makes copies to wait on, and does not let go of one whose Redis has gone: that is left to us.
    const duplicate = connection.duplicate.bind(connection);
    connection.duplicate = (options) => {
      const copy = duplicate(options);
      copies.push(copy);
      return copy;
    };
    return connection;
  };

  const open = (relay: Relay): Tickets => {
    const [asking, waiting] = connections;
    if (!bullmq || !asking || !waiting) throw new Error('The engine has not been started');
    const { name } = relay.channel;
    const queue = new bullmq.Queue(name, {
      connection: asking,
      prefix,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      streams: { events: { maxLen: 100 } },
    });
    queue.on('error', onRedisError);
    const worker = new bullmq.Worker(name, () => work(relay), { connection: waiting, prefix });
    worker.on('error', onRedisError);
    return { queue, worker };
  };

  /** Waits for both connections, or for what keeps one from coming about: the operator is told at start, if ever. */
  const settled = (): Promise<unknown> =>
    within(
      START_MS,
      Promise.all(
        connections.map(
          (connection) =>
            new Promise<void>((resolve) => {
              connection.once('ready', resolve);
              connection.once('error', () => resolve());
            })
        )
      )
    ).catch(onRedisError);

  const close = async (relay: Relay): Promise<void> => {
    await relay.looking;
    // One that is asked to finish its job would wait for a Redis that is away. The ticket is nobody's loss.
    await relay.tickets?.worker.close(!isConnected());
    await relay.tickets?.queue.close();
  };

  return {
    name: 'bullmq',

    async start(channels) {
      bullmq = await load();
      running = true;
      // What is asked must not wait in memory for Redis to come back; what waits for tickets must wait for ever.
      connections = [
        connect(bullmq, { enableOfflineQueue: false, maxRetriesPerRequest: 1 }),
        connect(bullmq, { maxRetriesPerRequest: null }),
      ];
      relays = channels.map((channel) => ({
        channel,
        tickets: null,
        dueSince: null,
        looking: null,
        lookAgain: false,
      }));
      await settled();
      tick();
    },

    wake: lookEverywhere,

    async stop() {
      running = false;
      if (timer) clearTimeout(timer);
      timer = null;
      await within(CLOSE_MS, Promise.all(relays.map(close))).catch(() => undefined);
      for (const connection of [...connections, ...copies]) connection.disconnect();
      relays = [];
      connections = [];
      copies = [];
    },
  };
};
