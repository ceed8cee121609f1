/**
 * The plugin's configuration as it stands after validation: every key is there. docs/configuration.md is made from this
 * file and the defaults (`node scripts/config-reference.mjs`): what stands above a key is what administrators read.
 */
export interface CertificatesConfig {
  /** IANA zone of certificates without a centre, such as `Europe/Madrid`. */
  timeZone: string;
  /** Language of messages to people whose own language is unknown: `en`, `es`, `it`, `fr`, `de`, `pt-BR`. */
  locale: string;
  /** Days before `validUntil` at which a certificate expires soon, for templates that do not say; 0 to 3650. */
  expiringSoonDays: number;
  sweep: {
    /** Whether the scheduled work runs: expiry, renewal, reminders, retention. Messages go out either way. */
    enabled: boolean;
    /** When it runs: a cron rule of five or six fields. */
    rule: string;
  };
  clients: {
    /** Field of the user that holds their language. */
    localeField: string | null;
    /** Strapi `where` object: which users are clients, everywhere. */
    filters: Record<string, unknown>;
  };
  documents: {
    /** Package or path of a Strapi upload provider that keeps files private; null: the private folder. */
    provider: string | null;
    /** What the provider takes; with S3 it has to say `params.ACL: 'private'`. */
    providerOptions: Record<string, unknown>;
    /** The private folder, absolute or relative to the app's root; never inside `public/`. */
    directory: string;
    /** Largest document, in bytes: 1024 to 1073741824 (1 GiB). */
    maxSizeBytes: number;
    /** PDFs with scripts: refused, or taken with a warning for staff (never run in the panel). */
    activePdf: 'refuse' | 'flag';
    /** How clients get documents: through the server, or by a signed link (15 minutes, or the provider's `signedUrlExpires`). */
    delivery: 'stream' | 'redirect';
    /** Where clamd listens: every document is checked before a certificate shows it; null: no virus check. */
    antivirus: { host: string; port: number } | { socket: string } | null;
  };
  notifications: {
    email: {
      /** Whether mails are sent, through Strapi's e-mail plugin. */
      enabled: boolean;
      /** Sender; null: the e-mail plugin's `defaultFrom`. */
      from: string | null;
    };
    push: {
      /** Web Push; null: off. */
      webPush: {
        /** VAPID key, base64url; `npx strapi-plugin-certificates vapid` makes the pair. */
        publicKey: string;
        /** The other half; keep it as you keep passwords. */
        privateKey: string;
        /** Whom a push service may write to about you: `mailto:` or `https:`. */
        subject: string;
        /** Push services besides those of the browsers, as origins. */
        allowedOrigins?: string[];
      } | null;
      /** Firebase: the JSON of a service account (`project_id`, `client_email`, `private_key`); null: off. */
      fcm: Record<string, unknown> | null;
      /** Expo: `{ accessToken }`, or `{}` where the project demands none; null: off. */
      expo: Record<string, unknown> | null;
      /** A lock screen is public: a push names the document only where this says so. */
      nameDocument: boolean;
    };
    staffDigest: {
      /** One mail an hour to the staff of a centre about what its clients have submitted. */
      enabled: boolean;
    };
    /** Name of the organisation, as messages sign. */
    organisation: string;
    /** Where messages send the client; null: no link. */
    clientAppUrl: string | null;
    /** Messages under way at once, on each channel and instance; 1 to 100. */
    concurrency: number;
    /** Messages begun in any so many seconds, at most, on each channel and instance; null: as fast as it goes. */
    rate: {
      /** So many messages at most. */
      max: number;
      /** In any span of so many seconds, up to 86400. */
      perSeconds: number;
    } | null;
    queue: {
      /** What spreads the sending over instances. */
      engine: 'database' | 'bullmq';
      /** Where Redis is: a URL, or options of ioredis. Needed with `bullmq`. */
      redis: string | Record<string, unknown> | null;
      /** What the keys in Redis begin with; null: a name made from the database's. */
      prefix: string | null;
    };
  };
  retention: {
    /** Days after which the document of a deleted certificate goes. */
    trashDays: number;
    /** Days after which a document that was sent back and replaced goes. */
    rejectedDocumentDays: number;
    /** Days after which the document of an archived certificate goes; null: never. */
    historyDays: number | null;
    /** With a client their documents and personal data go too, or stay. */
    onClientDelete: 'erase' | 'keep';
  };
  /** Roles of users-permissions (by type) that get the client's actions at first start. */
  grantClientRoles: string[];
}
