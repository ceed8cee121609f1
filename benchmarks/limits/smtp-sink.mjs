/**
 * An SMTP server that takes everything and keeps only the Message-IDs, with the instant at which each came. The parent
 * asks for them by a message.
 */
import { SMTPServer } from 'smtp-server';

let mails = [];

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  logger: false,
  onData(stream, _session, done) {
    let head = '';
    stream.on('data', (chunk) => {
      if (head.length < 4096) head += chunk;
    });
    stream.on('end', () => {
      mails.push({
        id: /^message-id:\s*(\S+)/im.exec(head)?.[1] ?? '',
        at: performance.timeOrigin + performance.now(),
      });
      done();
    });
  },
});
// A client that is killed in the middle is no failure of the server.
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => process.send({ ready: true, port: server.server.address().port }));
process.on('message', ({ take }) => {
  process.send({ mails });
  if (take) mails = [];
});
process.on('disconnect', () => process.exit(0));
