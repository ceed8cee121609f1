import type { Answer } from './shared';

/** Figures of the home page's widgets, over the clients whom the caller's `certificates.read` reaches. */
export interface Stats {
  /** Certificates that wait for approval. */
  pending: number;
  /** The next twelve weeks, from today; `from` is the first day of each. */
  expiring: { from: string; count: number }[];
  /** Live templates: clients who need the certificate, and those of them who have a valid one. */
  coverage: { template: { documentId: string; name: string }; clients: number; covered: number }[];
}

export namespace FindStats {
  export type Response = Answer<Stats>;
}
