import type { Answer } from './shared';

/** The configuration as it stands, without what is secret: to look at, not to change. */
export interface Settings {
  timeZone: string;
  locale: string;
  expiringSoonDays: number;
  sweep: { enabled: boolean; rule: string };
  documents: {
    /** Name of the upload provider; null: the private folder. */
    provider: string | null;
    maxSizeBytes: number;
    activePdf: 'refuse' | 'flag';
    delivery: 'stream' | 'redirect';
  };
  notifications: {
    email: { enabled: boolean; from: string | null };
    push: { webPush: boolean; fcm: boolean; expo: boolean };
    staffDigest: { enabled: boolean };
    organisation: string;
    clientAppUrl: string | null;
    concurrency: number;
    rate: { max: number; perSeconds: number } | null;
    /** The engine in use. */
    queue: 'database' | 'bullmq';
  };
  retention: {
    trashDays: number;
    rejectedDocumentDays: number;
    historyDays: number | null;
    onClientDelete: 'erase' | 'keep';
  };
}

export namespace FindSettings {
  export type Response = Answer<Settings>;
}
