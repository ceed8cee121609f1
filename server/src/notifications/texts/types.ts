import type { RejectionReason } from '../../constants';
import type { Locale } from '../locale';

/**
 * The texts that there are, by what they tell. `.several` tells of more than one certificate; where there is none, the
 * text lists them itself or each certificate gets its own message.
 */
export const TEXT_KEYS = [
  'certificate.created',
  'certificate.created.several',
  'certificate.created.reminder',
  'certificate.submitted',
  'certificate.approved',
  'certificate.rejected',
  'certificate.revoked',
  'certificate.expiring',
  'certificate.expiring.several',
  'certificate.expiring.reminder',
  'certificate.expired',
  'certificate.expired.several',
] as const;
export type TextKey = (typeof TEXT_KEYS)[number];

/** A text as written: logic-less mustache templates with the variables of `TEXT_VARIABLES`. */
export interface Text {
  subject: string;
  /** Plain text; an empty line starts a paragraph, `- ` an item of a list. The HTML form is made from it. */
  text: string;
  /** One line for phones and browsers, with the variables of `PUSH_VARIABLES`; without one: ours. */
  push?: string;
}

/** What surrounds every text of a language, and the words that fill its variables. */
export interface LanguageTexts {
  texts: Record<TextKey, Text>;
  greeting: string;
  /** Label of the link to the client app. */
  openApp: string;
  /** Why the reader gets this. */
  footer: string;
  reasons: Record<RejectionReason, string>;
  /** What a message is about that is shown, or sent as a test: names of two certificates, and what people write. */
  sample: { names: readonly [string, string]; instructions: string; comment: string };
}

/** Texts that the installation has put in place of ours. */
export type TextOverrides = { [K in TextKey]?: { [L in Locale]?: Text } };

interface VariableInfo {
  kind: 'text' | 'flag' | 'list';
  /** For the text editor: what it stands for. */
  description: string;
  /** For the preview. */
  example: string | boolean | Record<string, string>[];
}

/** Every variable that a text may name. Those that do not apply to a message are empty. */
export const TEXT_VARIABLES = {
  clientName: { kind: 'text', description: "The client's user name", example: 'Ana García' },
  certificateName: { kind: 'text', description: 'Name of the certificate', example: 'Medical certificate' },
  certificateNames: {
    kind: 'text',
    description: 'Names of all the certificates that the message is about, as a phrase',
    example: 'Medical certificate',
  },
  certificates: {
    kind: 'list',
    description: 'The certificates, each with name, validUntil, instructions and clientName',
    example: [
      {
        name: 'Medical certificate',
        validUntil: '31 December 2026',
        instructions: 'Both sides of the certificate, signed.',
        clientName: 'Ana García',
      },
    ],
  },
  several: { kind: 'flag', description: 'The message is about more than one certificate', example: false },
  validUntil: { kind: 'text', description: 'Last day of validity, written out', example: '31 December 2026' },
  instructions: {
    kind: 'text',
    description: "The template's instructions: what to upload",
    example: 'Both sides of the certificate, signed.',
  },
  reason: {
    kind: 'text',
    description: 'Why it was not accepted, as a sentence',
    example: 'The document cannot be read.',
  },
  comment: { kind: 'text', description: "The reviewer's comment", example: 'The photo is too dark.' },
  needsUpload: { kind: 'flag', description: 'The client still has to send something', example: true },
  needsDate: {
    kind: 'flag',
    description: 'The document has a validity date, which the client has to give',
    example: true,
  },
  centerName: { kind: 'text', description: 'Name of the centre', example: 'Centro Norte' },
  organisation: { kind: 'text', description: 'Name of the organisation', example: 'Acme Sports' },
  appUrl: { kind: 'text', description: 'Address of the client app', example: 'https://app.example.com' },
} as const satisfies Record<string, VariableInfo>;

export type TextVariable = keyof typeof TEXT_VARIABLES;

/** One certificate of a message, as a text's list sees it. */
export interface CertificateView {
  name: string;
  validUntil: string;
  instructions: string;
  clientName: string;
}

/** The values of the variables for one message. */
export interface TextView {
  clientName: string;
  certificateName: string;
  certificateNames: string;
  certificates: CertificateView[];
  several: boolean;
  validUntil: string;
  instructions: string;
  reason: string;
  comment: string;
  needsUpload: boolean;
  needsDate: boolean;
  centerName: string;
  organisation: string;
  appUrl: string;
}

/**
 * What a push may say. None of these tells which document it is about: a lock screen is public, and whether documents
 * are named there is the configuration's to say.
 */
export const PUSH_VARIABLES = [
  'clientName',
  'several',
  'validUntil',
  'centerName',
  'organisation',
] as const satisfies TextVariable[];

/** Names that mean something inside `{{#certificates}}`. */
export const LIST_VARIABLES = [
  'name',
  'validUntil',
  'instructions',
  'clientName',
] as const satisfies (keyof CertificateView)[];
