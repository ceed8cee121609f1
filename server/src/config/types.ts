/** The plugin's configuration as it stands after validation: every key is there. */
export interface CertificatesConfig {
  /** IANA zone of certificates without a centre. */
  timeZone: string;
  /** Language of messages to people whose own language is unknown. */
  locale: string;
  /** Days before `validUntil` at which a certificate expires soon, for templates that do not say. */
  expiringSoonDays: number;
  sweep: { enabled: boolean; rule: string };
  clients: {
    /** Field of the user that holds their language. */
    localeField: string | null;
    /** Strapi `where` object: which users are clients. */
    filters: Record<string, unknown>;
  };
  documents: {
    /** Package or path of a Strapi upload provider; null: the private folder. */
    provider: string | null;
    providerOptions: Record<string, unknown>;
    /** The private folder, absolute or relative to the app's root; never inside `public/`. */
    directory: string;
    maxSizeBytes: number;
    activePdf: 'refuse' | 'flag';
    delivery: 'stream' | 'redirect';
    /** Where clamd listens; null: documents are not checked for viruses. */
    antivirus: { host: string; port: number } | { socket: string } | null;
  };
  notifications: {
    email: { enabled: boolean; from: string | null };
    push: {
      /** `allowedOrigins`: push services besides those of the browsers. */
      webPush: { publicKey: string; privateKey: string; subject: string; allowedOrigins?: string[] } | null;
      fcm: Record<string, unknown> | null;
      expo: Record<string, unknown> | null;
      /** A lock screen is public: a push names the document only where this says so. */
      nameDocument: boolean;
    };
    /** One mail an hour to the staff of a centre about what its clients have submitted. */
    staffDigest: { enabled: boolean };
    /** Name of the organisation, as messages sign. */
    organisation: string;
    /** Where messages send the client; null: no link. */
    clientAppUrl: string | null;
    /** Messages under way at once, on each channel and instance. */
    concurrency: number;
    /** Messages begun in any so many seconds, at most, on each channel and instance; null: as fast as it goes. */
    rate: { max: number; perSeconds: number } | null;
    queue: {
      engine: 'database' | 'bullmq';
      /** Where Redis is: a URL, or options of ioredis. */
      redis: string | Record<string, unknown> | null;
      /** What the keys in Redis begin with; null: a name made from the database's. */
      prefix: string | null;
    };
  };
  retention: {
    trashDays: number;
    rejectedDocumentDays: number;
    historyDays: number | null;
    onClientDelete: 'erase' | 'keep';
  };
  /** users-permissions roles (by type) that get the own-certificate actions at first start. */
  grantClientRoles: string[];
}
