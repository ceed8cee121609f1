import type { Readable } from 'node:stream';

/** Somebody who says whether a document is harmful. */
export interface VirusScanner {
  /**
   * Reads the stream to its end, or until it has seen enough, and closes it.
   * @throws DomainError `file_infected` (400); `antivirus_unavailable` (503) where there was no clear answer
   */
  assertClean(stream: Readable): Promise<void>;
}
