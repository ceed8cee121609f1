import { documentError } from '../../domain/document-rules';
import type { StructureChecker } from './checker';

type Tap = (bytes: Buffer) => void;

/** What a format's grammar asks for next. */
export type Request =
  | { kind: 'take'; count: number }
  | { kind: 'skip'; count: number; tap?: Tap | undefined }
  | { kind: 'seek'; byte: number; accepts: (next: number) => boolean };

/** The next `count` bytes (a few; they are copied). */
export const take = (count: number): Request => ({ kind: 'take', count });
/** Passes over `count` bytes, showing them to `tap`; Infinity: all that is left. */
export const skip = (count: number, tap?: Tap): Request => ({ kind: 'skip', count, tap });
/** Passes over everything up to such a byte with one behind it that is accepted, and gives the latter. */
export const seek = (byte: number, accepts: (next: number) => boolean): Request => ({ kind: 'seek', byte, accepts });

/**
 * A part of a format's grammar, written as if the whole file were there: it yields what it wants to read and gets the
 * bytes (none for `skip`), or null where the file ended first.
 */
export type Part<T> = Generator<Request, T, Buffer | null>;

/** A whole format's grammar. It returns once nothing more matters. */
export type Grammar = Part<void>;

/** What was asked for, where a file that ends before it is incomplete. @throws DomainError `file_broken` */
export function* need(request: Request): Part<Buffer> {
  const bytes = yield request;
  if (bytes === null) throw documentError.broken('The file ends too early.');
  return bytes;
}

const NOTHING = Buffer.alloc(0);

/** Runs a grammar over chunks as they arrive, holding at most the few bytes of one `take`. */
export class PullParser implements StructureChecker {
  private request: Request | null;
  private collected: Buffer = NOTHING;
  private left = 0;

  constructor(private readonly grammar: Grammar) {
    this.request = null;
    this.advance(grammar.next());
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    while (this.request !== null && rest.length > 0) rest = this.feed(this.request, rest);
  }

  finish(): void {
    while (this.request !== null) this.advance(this.grammar.next(null));
  }

  private advance(step: IteratorResult<Request, void>): void {
    this.request = step.done ? null : step.value;
    this.collected = NOTHING;
    this.left = this.request === null || this.request.kind === 'seek' ? 0 : this.request.count;
    // A segment of no length asks for no bytes, so no bytes would ever answer it.
    if (this.request !== null && this.request.kind !== 'seek' && this.left === 0) this.answer(NOTHING);
  }

  private answer(bytes: Buffer): void {
    this.advance(this.grammar.next(bytes));
  }

  private feed(request: Request, chunk: Buffer): Buffer {
    if (request.kind === 'seek') return this.seek(request, chunk);
    const part = chunk.subarray(0, Math.min(this.left, chunk.length));
    this.left -= part.length;
    if (request.kind === 'skip') request.tap?.(part);
    else this.collected = this.collected.length === 0 ? part : Buffer.concat([this.collected, part]);
    if (this.left === 0) this.answer(request.kind === 'take' ? this.collected : NOTHING);
    return chunk.subarray(part.length);
  }

  private seek({ byte, accepts }: Extract<Request, { kind: 'seek' }>, chunk: Buffer): Buffer {
    // Here `left` says whether the chunk before ended in the byte.
    let next = this.left > 0 ? 0 : chunk.indexOf(byte) + 1;
    while (this.left > 0 || next > 0) {
      this.left = next === chunk.length ? 1 : 0;
      if (this.left > 0) break;
      if (accepts(chunk[next] as number)) {
        this.answer(chunk.subarray(next, next + 1));
        return chunk.subarray(next + 1);
      }
      next = chunk.indexOf(byte, next) + 1;
    }
    return NOTHING;
  }
}
