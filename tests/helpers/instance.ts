import { spawn } from 'node:child_process';
import path from 'node:path';

import type { Home } from './home';
import type { MailServer } from './mail-server';
import { waitUntil } from './wait-until';

const playground = path.resolve(__dirname, '../../playground');

export interface InstanceOptions {
  /** Where it keeps its data; several may share one. */
  home: Home;
  /** Where its mails go; without it they reach nobody. */
  mails?: Pick<MailServer, 'port'>;
  /** The plugin's configuration. */
  config?: Record<string, unknown>;
  /** How far the plugin's clock is from the true time, in milliseconds. */
  clockOffset?: number;
  /** Runs before anything else in the process. */
  prelude?: string;
}

/** A Strapi in a process of its own. */
export interface Instance {
  /** Resolves when it listens. @throws what it wrote, where it ended before */
  ready(): Promise<void>;
  /** Resolves with its address, e.g. `http://127.0.0.1:40123`, when it listens. @throws as `ready` */
  url(): Promise<string>;
  /** The most memory (resident set, in bytes) that it has had since this was last asked. */
  peakMemory(): number;
  signal(name: NodeJS.Signals): void;
  /** What it has written so far. */
  output(): string;
  /** As a crash would. */
  kill(): Promise<void>;
  /** As Ctrl-C would. */
  stop(): Promise<void>;
  /** Resolves with the exit code when it has ended; null: by a signal. */
  ended: Promise<number | null>;
}

const READY = 'The instance is ready at port ';

const script = (clockOffset: number, prelude: string) => `
  ${prelude}
  const { createStrapi } = require('@strapi/strapi');
  const appDir = ${JSON.stringify(playground)};
  const strapi = createStrapi({ appDir, distDir: require('node:path').join(appDir, 'dist'), serveAdminPanel: false });
  strapi.add('certificates.clock', () => ({ now: () => new Date(Date.now() + ${clockOffset}) }));
  const fail = (error) => {
    console.error(error.message);
    process.exit(1);
  };
  const tell = () => {
    console.log(${JSON.stringify(READY)} + strapi.server.httpServer.address().port + '.');
    setInterval(() => process.connected && process.send(process.memoryUsage.rss()), 20).unref();
  };
  strapi.load().then(() => strapi.listen()).then(tell).catch(fail);
`;

/** Starts the playground with the built plugin in a process of its own; it may be killed, or stand beside others. */
export const startInstance = (options: InstanceOptions): Instance => {
  const { home, mails = { port: 1 }, config = {}, clockOffset = 0, prelude = '' } = options;
  const child = spawn(process.execPath, ['-e', script(clockOffset, prelude)], {
    cwd: playground,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      ...home.env,
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: '0',
      SMTP_PORT: String(mails.port),
      LOG_LEVEL: 'warn',
      LOG_REQUESTS: 'false',
      STARTUP_MESSAGE: 'false',
      RATE_LIMIT: 'false',
      CERTIFICATES_CONFIG: JSON.stringify(config),
      // Nobody asks it anything here, and to make its schema is a third of a start.
      PLAYGROUND_PLUGINS: JSON.stringify({ graphql: { enabled: false } }),
    },
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (written += String(data)));
  let peak = 0;
  child.on('message', (rss) => (peak = Math.max(peak, Number(rss))));
  // The channel alone is no reason for the test's process to stay.
  child.channel?.unref();
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  const instance: Instance = {
    ready: async () => {
      await waitUntil(() => written.includes(READY) || child.exitCode !== null, { timeout: 120_000, what: 'Strapi' });
      if (!written.includes(READY)) throw new Error(`Strapi ended at start: ${written}`);
    },
    url: async () => {
      await instance.ready();
      return `http://127.0.0.1:${written.split(READY)[1]?.split('.')[0]}`;
    },
    peakMemory: () => {
      const most = peak;
      peak = 0;
      return most;
    },
    signal: (name) => void child.kill(name),
    output: () => written,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    ended,
  };
  atSuiteEnd(instance.kill);
  return instance;
};
