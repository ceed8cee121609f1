import type { DocumentWarning } from '../../domain/document-kinds';

/** Reads a document as it streams past and says whether it is whole and what it says it is. */
export interface StructureChecker {
  /** @throws DomainError as soon as the document cannot be right any more */
  push(chunk: Buffer): void | Promise<void>;
  /** The document has ended. @throws DomainError where something is missing */
  finish(): void | Promise<void>;
  /** Lets go of what the checker holds, however the upload ended. */
  close?(): void;
  /** What staff should know of a document that was let through. */
  readonly warnings?: readonly DocumentWarning[];
}
