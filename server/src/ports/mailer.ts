/** One message, ready to send. */
export interface Mail {
  to: string;
  from?: string;
  subject: string;
  text: string;
  html: string;
  /** Stable over retries (RFC 5322 Message-ID), so that a mail server can drop a second copy. */
  messageId: string;
}

export interface Mailer {
  /** Resolves once the mail server has taken the message. @throws whatever the transport says. */
  send(mail: Mail): Promise<void>;
}
