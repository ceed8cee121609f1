import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { freePort } from './free-port';
import { waitUntil } from './wait-until';

export interface TestRedis {
  port: number;
  /** With the password, where there is one. */
  url: string;
  /** Says a command, or several on one connection, e.g. `redis.ask('KEYS *')`. @returns the raw answers */
  ask(...commands: string[]): Promise<string>;
  /** Ends it as a crash would; what it held is gone. */
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const BINARIES = [
  process.env.REDIS_SERVER ?? '',
  ...['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].map((folder) => path.join(folder, 'redis-server')),
];
const binary = BINARIES.find((file) => file !== '' && existsSync(file));

/** Why tests with a real Redis cannot run here; null where they can. */
export const redisMissing = (): string | null =>
  binary ? null : 'Redis is not here: install the Debian package redis-server, or name the program in REDIS_SERVER';

const encode = (words: string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** Enough of the protocol to look into it: commands on a connection of their own. */
const say = (port: number, commands: string[][]) =>
  new Promise<string>((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(commands.map(encode).join('')));
    socket.on('data', (data) => (answer += String(data)));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });

/**
 * A real Redis of the test's own, on loopback, which keeps nothing on disk.
 * @throws Error that says what to install where there is none
 */
export const startRedis = async ({ password }: { password?: string } = {}): Promise<TestRedis> => {
  if (!binary) throw new Error(redisMissing() ?? '');
  const program = binary;
  const directory = mkdtempSync(path.join(os.tmpdir(), 'certificates-redis-'));
  const port = await freePort();
  const login = password === undefined ? [] : [['AUTH', password]];
  let child: ChildProcess | null = null;

  const start = async () => {
    const args = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      directory,
    ];
    const started = spawn(program, [...args, ...(password === undefined ? [] : ['--requirepass', password])], {
      stdio: 'ignore',
    });
    child = started;
    await waitUntil(async () => {
      if (started.exitCode !== null) throw new Error(`redis-server ended with exit code ${started.exitCode}`);
      return (await say(port, [...login, ['PING']])).includes('PONG');
    });
  };

  const kill = async () => {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('close', resolve));
    running.kill('SIGKILL');
    await ended;
  };

  await start();
  return {
    port,
    url: `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}/0`,
    ask: (...commands) => say(port, [...login, ...commands.map((command) => command.split(' '))]),
    kill,
    start,
    async stop() {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
