/**
 * Takes every mail that the playground sends, keeps it in a file, and shows it on a small page: nothing leaves this
 * machine.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const page = fileURLToPath(new URL('./mail-page.html', import.meta.url));

/** The mails, newest last, one line of JSON each in `file`. */
const openMailbox = (file) => {
  const mails = fs.existsSync(file)
    ? fs
        .readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
  return {
    all: () => mails,
    find: (id) => mails.find((mail) => mail.id === id),
    add: (mail) => {
      mails.push(mail);
      fs.appendFileSync(file, `${JSON.stringify(mail)}\n`);
    },
    clear: () => {
      mails.length = 0;
      fs.rmSync(file, { force: true });
    },
  };
};

const startSmtp = (mailbox, onMail) => {
  const { SMTPServer } = require('smtp-server');
  const { simpleParser } = require('mailparser');
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData: (stream, session, done) => {
      simpleParser(stream)
        .then((mail) => {
          mailbox.add({
            id: randomUUID(),
            at: new Date().toISOString(),
            to: session.envelope.rcptTo.map(({ address }) => address),
            from: mail.from?.text ?? '',
            subject: mail.subject ?? '',
            text: mail.text ?? '',
            html: mail.html || '',
          });
          onMail();
          done();
        })
        .catch(done);
    },
  });
  // A client that hangs up is not our failure.
  server.on('error', () => {});
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ port: server.server.address().port, close: () => server.close() }));
  });
};

const send = (response, status, type, body, headers = {}) => {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers });
  response.end(body);
};

const startPage = (mailbox, port) => {
  const watchers = new Set();
  const announce = () => {
    for (const watcher of watchers) watcher.write('data: new\n\n');
  };

  const summary = () =>
    mailbox
      .all()
      .map(({ id, at, to, subject }) => ({ id, at, to, subject }))
      .reverse();

  const watch = (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    watchers.add(response);
    request.on('close', () => watchers.delete(response));
  };

  const showMail = (response, id, part) => {
    const mail = mailbox.find(id);
    if (!mail) return send(response, 404, 'text/plain', 'No such mail');
    if (part !== 'html') return send(response, 200, 'application/json', JSON.stringify(mail));
    // Even opened on its own, a mail runs no script and fetches nothing.
    return send(response, 200, 'text/html; charset=utf-8', mail.html, {
      'content-security-policy': "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    });
  };

  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, first, id, part] = pathname.split('/');
    if (pathname === '/') return send(response, 200, 'text/html; charset=utf-8', fs.readFileSync(page));
    if (pathname === '/news') return watch(request, response);
    if (first === 'mails' && request.method === 'DELETE') {
      mailbox.clear();
      announce();
      return send(response, 204, 'text/plain', '');
    }
    if (first === 'mails' && id) return showMail(response, id, part);
    if (first === 'mails') return send(response, 200, 'application/json', JSON.stringify(summary()));
    return send(response, 404, 'text/plain', 'Not found');
  });

  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve({
        announce,
        close: () => {
          for (const watcher of watchers) watcher.end();
          server.close();
        },
      })
    );
  });
};

/**
 * @param {{ file: string, webPort: number }} options `file` keeps the mails over a restart
 */
export const startMailCatcher = async ({ file, webPort }) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const mailbox = openMailbox(file);
  const web = await startPage(mailbox, webPort);
  const smtp = await startSmtp(mailbox, web.announce);
  return {
    smtpPort: smtp.port,
    url: `http://127.0.0.1:${webPort}`,
    count: () => mailbox.all().length,
    close: () => {
      smtp.close();
      web.close();
    },
  };
};
