/** One message, ready to send. */
export interface Mail {
  /** Addresses without names; more than one for a message to the staff of a centre. */
  to: string[];
  /** Sender; null: the one that the e-mail plugin is set up with. */
  from: string | null;
  subject: string;
  text: string;
  html: string;
  /** What the message is, however often it is tried: from it comes the Message-ID, by which mail servers know a second copy. */
  dedupeKey: string;
}

export interface Mailer {
  /** Resolves once the mail server has taken the message. @throws whatever the transport says. */
  send(mail: Mail): Promise<void>;
}
