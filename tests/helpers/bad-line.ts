import net from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * How a line to a server behaves: it carries everything; it takes connections and carries nothing, as where a firewall
 * has forgotten them; it takes none, as where the server is down; it breaks, or stays open and carries nothing more, before
 * the server's answer comes back that it has taken a mail.
 */
export type Line = 'whole' | 'silent' | 'closed' | 'breaks before the answer' | 'stalls before the answer';

export interface BadLine {
  port: number;
  become(line: Line): void;
  close(): Promise<void>;
}

/** A line to whatever listens on `target()`, which can be made bad. */
export const startBadLine = async (target: () => number): Promise<BadLine> => {
  let line: Line = 'whole';
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    if (line === 'silent') return;
    const there = net.connect(target(), '127.0.0.1');
    there.on('error', () => socket.destroy());
    there.on('close', () => socket.destroy());
    socket.on('close', () => there.destroy());
    socket.pipe(there);
    let hasSentMail = false;
    there.on('data', (bytes: Buffer) => {
      const answer = bytes.toString('latin1');
      if (hasSentMail && line === 'breaks before the answer' && answer.startsWith('250')) {
        socket.destroy();
        return;
      }
      if (hasSentMail && line === 'stalls before the answer') return;
      hasSentMail = answer.startsWith('354');
      socket.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    become: (next) => {
      if (next === 'closed') server.close();
      else if (line === 'closed') server.listen(port, '127.0.0.1');
      line = next;
      // What is pooled was opened under other conditions.
      for (const socket of open) socket.destroy();
    },
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
