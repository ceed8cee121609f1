import { EventEmitter } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { simpleParser as SimpleParser } from 'mailparser';
import type { SMTPServer as Server, SMTPServerOptions } from 'smtp-server';

const { SMTPServer } = nativeRequire('smtp-server') as { SMTPServer: new (options: SMTPServerOptions) => Server };
const { simpleParser } = nativeRequire('mailparser') as { simpleParser: typeof SimpleParser };

export interface ReceivedMail {
  /** The envelope's recipients, which is who really gets it. */
  to: string[];
  from: string;
  subject: string;
  /** The subject's header as it came over the line, encoded. */
  subjectLine: string;
  text: string;
  html: string;
  messageId: string;
}

interface Wanted {
  to?: string;
  subject?: string | RegExp;
  /** How many of them; 1 where it is not given. */
  count?: number;
  /** Milliseconds. */
  timeout?: number;
}

export interface MailServer {
  port: number;
  /** Everything received so far, oldest first. */
  all(): ReceivedMail[];
  to(address: string): ReceivedMail[];
  /** Resolves as soon as so many of the wanted mails are there, those that came earlier included. */
  waitFor(wanted: Wanted): Promise<ReceivedMail[]>;
  clear(): void;
  /** From now on every mail is refused with this SMTP code (451: try later, 550: never); null: taken again. */
  refuse(code: number | null): void;
  close(): Promise<void>;
}

const matches = (mail: ReceivedMail, { to, subject }: Wanted) =>
  (to === undefined || mail.to.includes(to.toLowerCase())) &&
  (subject === undefined ||
    (typeof subject === 'string' ? mail.subject.includes(subject) : subject.test(mail.subject)));

/** A real SMTP server on loopback, which keeps what it gets. */
export const startMailServer = async (): Promise<MailServer> => {
  const mails: ReceivedMail[] = [];
  const arrivals = new EventEmitter();
  arrivals.setMaxListeners(0);
  let refusal: number | null = null;

  const receive: SMTPServerOptions['onData'] = (stream, session, done) => {
    simpleParser(stream)
      .then((parsed) => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address.toLowerCase()),
          from: parsed.from?.text ?? '',
          subject: parsed.subject ?? '',
          subjectLine: parsed.headerLines.find(({ key }) => key === 'subject')?.line ?? '',
          text: parsed.text ?? '',
          html: parsed.html || '',
          messageId: parsed.messageId ?? '',
        });
        arrivals.emit('mail');
        done();
      })
      .catch(done);
  };

  const server = new SMTPServer({
    authOptional: true,
    // Pooled connections stay open; nobody waits for them to end by themselves.
    closeTimeout: 100,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onMailFrom: (_address, _session, done) =>
      refusal === null ? done() : done(Object.assign(new Error('Refused by the test'), { responseCode: refusal })),
    onData: receive,
  });
  // A client that goes away in the middle (a kill test does) is no failure of the server.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.server.address() as AddressInfo).port,
    all: () => [...mails],
    to: (address) => mails.filter((mail) => matches(mail, { to: address })),
    waitFor: ({ count = 1, timeout = 30_000, ...wanted }) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          arrivals.off('mail', look);
          settle();
        };
        const look = () => {
          const found = mails.filter((mail) => matches(mail, wanted));
          if (found.length >= count) finish(() => resolve(found));
        };
        const timer = setTimeout(() => {
          const got = mails.map(({ to, subject }) => `${to.join(', ')}: ${subject}`).join('\n  ') || 'none';
          const asked = `${count} mail(s) ${JSON.stringify({ ...wanted, subject: wanted.subject?.toString() })}`;
          finish(() => reject(new Error(`Waited ${timeout} ms in vain for ${asked}. Received:\n  ${got}`)));
        }, timeout);
        arrivals.on('mail', look);
        look();
      }),
    clear: () => {
      mails.length = 0;
    },
    refuse: (code) => {
      refusal = code;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
