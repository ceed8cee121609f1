import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { freePort } from './free-port';
import { waitUntil } from './wait-until';

/** What the test's one signature finds. Harmless, and known to nobody else. */
export const VIRUS = 'certificates-test-signature-5f1c7e';

export interface Clamd {
  host: string;
  port: number;
  socket: string;
  stop(): Promise<void>;
}

const BINARIES = [process.env.CLAMD ?? '', '/usr/sbin/clamd', '/usr/local/sbin/clamd', '/opt/homebrew/sbin/clamd'];

/** Why tests with a real clamd cannot run here; null where they can. */
export const clamdMissing = (): string | null =>
  BINARIES.some((file) => file !== '' && existsSync(file))
    ? null
    : 'clamd is not here: install the Debian package clamav-daemon, or name the program in CLAMD';

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });

/**
 * A real clamd of the test's own: on loopback, with one signature, in a temporary folder.
 * @throws Error that says what to install where there is none
 */
export const startClamd = async (): Promise<Clamd> => {
  const binary = BINARIES.find((file) => file !== '' && existsSync(file));
  if (!binary) throw new Error(clamdMissing() ?? '');

  const directory = mkdtempSync(path.join(os.tmpdir(), 'certificates-clamd-'));
  const port = await freePort();
  const socket = path.join(directory, 'clamd.sock');
  // Extended format: name, any kind of file, anywhere, the bytes.
  const signature = `Test.Certificates:0:*:${Buffer.from(VIRUS).toString('hex')}\n`;
  writeFileSync(path.join(directory, 'test.ndb'), signature);
  writeFileSync(
    path.join(directory, 'clamd.conf'),
    [
      `DatabaseDirectory ${directory}`,
      `LocalSocket ${socket}`,
      `TCPSocket ${port}`,
      'TCPAddr 127.0.0.1',
      'Foreground yes',
      `TemporaryDirectory ${directory}`,
    ].join('\n')
  );
  let output = '';
  const child = spawn(binary, ['--config-file', path.join(directory, 'clamd.conf')], { stdio: 'pipe' });
  child.stdout.on('data', (data) => (output += String(data)));
  child.stderr.on('data', (data) => (output += String(data)));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await waitUntil(async () => {
    if (child.exitCode !== null) throw new Error(`clamd ended: ${output}`);
    return answers(port);
  });
  return {
    host: '127.0.0.1',
    port,
    socket,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
};
