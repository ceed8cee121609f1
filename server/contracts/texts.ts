import type { Answer } from './shared';

/** Subject and plain text of a message, with `{{variables}}`; the HTML form is made from it. */
export interface MessageText {
  subject: string;
  text: string;
  /** One line for phones and browsers, with the names in `pushVariables`; without one: the line that ships. */
  push?: string;
}

/** Texts by what they tell (`certificate.created`) and by language (`pt-BR`). */
export type MessageTexts = Record<string, Record<string, MessageText>>;

export interface TextVariableInfo {
  name: string;
  kind: 'text' | 'flag' | 'list';
  description: string;
}

/** What is wrong with a text: one of `error.details.problems` of 400 `text_invalid`. */
export interface TextProblem {
  /** `texts.certificate.created.en.subject` */
  path: string;
  /** A tag that does not close; a name (`name`) that stands for nothing there. Absent: no such text or language. */
  problem?: 'syntax' | 'unknown';
  name?: string;
}

export namespace FindTexts {
  export type Response = Answer<{
    keys: string[];
    locales: string[];
    variables: TextVariableInfo[];
    /** Names that stand for something inside `{{#certificates}}`. */
    listVariables: string[];
    /** Names that a push may say: none tells which document it is about. */
    pushVariables: string[];
    /** What ships. */
    defaults: MessageTexts;
    /** What the installation has put in its place. */
    texts: MessageTexts;
  }>;
}

export namespace SaveTexts {
  /** Only what is named changes; null brings back the text that ships. */
  export interface Request {
    texts: Record<string, Record<string, MessageText | null>>;
  }
  export type Response = FindTexts.Response;
}

export namespace PreviewText {
  /** Without a text: the one in use. */
  export interface Request extends Partial<MessageText> {
    key: string;
    locale: string;
  }
  /** `push` is null for what is told to staff. */
  export type Response = Answer<{
    subject: string;
    text: string;
    html: string;
    push: { title: string; body: string } | null;
  }>;
}

export namespace TestText {
  export type Request = PreviewText.Request;
  /** The message goes to the address of whoever asks, and to no other. */
  export type Response = Answer<{ to: string }>;
}
