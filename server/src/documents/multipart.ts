import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

import busboy, { type Busboy } from 'busboy';

import { documentError } from '../domain/document-rules';
import { invalid, isDomainError, type DomainError } from '../domain/errors';

export interface UploadedFile {
  stream: Readable;
  /** As the client sent it; '' where it sent none. */
  name: string;
  mime: string;
}

export interface UploadFields {
  validUntil?: string;
  notes?: string;
}

export interface Upload<T> {
  fields: UploadFields;
  /** What `onFile` gave. */
  file: T;
}

export interface UploadOptions<T> {
  /** Most bytes of the file; a body that declares far more is refused before it is read. */
  maxBytes: number;
  /** Takes the file while it comes in; has to read it to its end, or reject. */
  onFile: (file: UploadedFile) => Promise<T>;
  /** Undoes `onFile`, where the rest of the body turns out to be wrong. */
  discard?: (received: T) => Promise<void>;
}

const FILE_PART = 'files';
const FIELDS: ReadonlySet<string> = new Set(['validUntil', 'notes'] satisfies Array<keyof UploadFields>);

/** Bytes of a text field: four times the longest note, so that a long one gets the answer that says so. */
const MAX_FIELD_BYTES = 16 * 1024;
/** What the form adds to the file: both fields and the part headers. */
const FORM_OVERHEAD = 64 * 1024;
const MAX_PARTS = 8;

const uploadInvalid = (message: string) => invalid('upload_invalid', message);

/** A parser for this body. @throws DomainError where the content type is no form, or lacks its boundary */
const parserFor = (req: IncomingMessage, contentType: string): Busboy => {
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    throw uploadInvalid('Send the document as multipart/form-data.');
  }
  try {
    return busboy({
      headers: { ...req.headers, 'content-type': contentType },
      // Every browser sends names in UTF-8 (HTML, "multipart form data"), whatever busboy's default.
      defParamCharset: 'utf8',
      limits: { files: 2, fields: MAX_PARTS, parts: MAX_PARTS, fieldSize: MAX_FIELD_BYTES, headerPairs: 32 },
    });
  } catch {
    throw uploadInvalid('The form is malformed.');
  }
};

const assertDeclaredLength = (req: IncomingMessage, maxBytes: number): void => {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes + FORM_OVERHEAD) throw documentError.tooLarge(maxBytes);
};

/** Files a text field, or says what is wrong with it. */
const addField = (
  fields: UploadFields,
  name: string | undefined,
  value: string,
  isCut: boolean
): DomainError | null => {
  if (name === FILE_PART) return uploadInvalid('Send the document as a file, not as text.');
  if (name === undefined || !FIELDS.has(name)) return uploadInvalid('The form has a field that is not known.');
  const key = name as keyof UploadFields;
  if (fields[key] !== undefined) return uploadInvalid(`The form has ${key} twice.`);
  if (isCut) return uploadInvalid(`The field ${key} is too long.`);
  fields[key] = value;
  return null;
};

/** Reads the body through the parser; resolves once all of it was parsed and the file was taken. */
const parse = <T>(
  req: IncomingMessage,
  parser: Busboy,
  fields: UploadFields,
  receive: (file: UploadedFile) => Promise<T>
) =>
  new Promise<T>((resolve, reject) => {
    let file: Promise<T> | null = null;
    const fail = (error: DomainError) => reject(error);

    parser.on('file', (name, stream, info) => {
      // The stream fails with the parser, when nobody may be reading it any more.
      stream.on('error', () => undefined);
      if (name !== FILE_PART) return fail(uploadInvalid('Send the document in a part named "files".'));
      if (file !== null) return fail(uploadInvalid('Send one file only.'));
      file = receive({ stream, name: info.filename ?? '', mime: info.mimeType });
      file.catch(reject);
    });
    parser.on('field', (name, value, info) => {
      const problem = addField(fields, name, value, info.valueTruncated);
      if (problem !== null) fail(problem);
    });
    parser.on('partsLimit', () => fail(uploadInvalid('The form has too many parts.')));
    parser.on('error', () => fail(uploadInvalid('The form is malformed.')));
    parser.on('close', () => {
      if (file === null) fail(invalid('file_missing', 'The form has no file.'));
      else file.then(resolve, reject);
    });
    req.once('error', () => fail(documentError.aborted()));
    req.once('close', () => {
      if (!req.complete) fail(documentError.aborted());
    });
    req.pipe(parser);
  });

/** Stops reading the body into the parser, and lets the rest of it run into nothing so that an answer can be sent. */
const abandon = (req: IncomingMessage, parser: Busboy): void => {
  req.unpipe(parser);
  parser.on('error', () => undefined);
  parser.destroy();
  req.resume();
};

/**
 * Reads one upload (multipart/form-data, RFC 7578) straight from the request: exactly one file part named `files`, and
 * the text fields `validUntil` and `notes` before or behind it. The file is streamed to `onFile` as it arrives; nothing
 * is written to a temporary folder. Resolves once the whole body was parsed; on failure, what `onFile` kept is discarded
 * before the promise rejects. After a refusal half-way the caller answers with `Connection: close`, which spares the
 * client from sending the rest.
 *
 * @param contentType the request's original type, which `rawBody` has put aside
 * @throws DomainError `upload_invalid`, `file_missing`, `file_too_large`, `upload_aborted`, or what `onFile` throws
 */
export const readUpload = async <T>(
  req: IncomingMessage,
  contentType: string,
  { maxBytes, onFile, discard }: UploadOptions<T>
): Promise<Upload<T>> => {
  let parser: Busboy | null = null;
  let taken: Promise<T> | null = null;
  const fields: UploadFields = {};
  try {
    assertDeclaredLength(req, maxBytes);
    parser = parserFor(req, contentType);
    const file = await parse(req, parser, fields, (incoming) => {
      taken = Promise.resolve(incoming).then(onFile);
      return taken;
    });
    return { fields, file };
  } catch (error) {
    if (parser === null) req.resume();
    else abandon(req, parser);
    const failure = await undo(taken, discard);
    // A form that breaks off breaks the file off: what the form says is nearer to the cause.
    throw isDomainError(error) ? error : (failure ?? error);
  }
};

/** Waits for a file that is being taken to be let go. @returns why it was not taken, if it was not */
const undo = async <T>(taken: Promise<T> | null, discard: UploadOptions<T>['discard']): Promise<unknown> => {
  if (taken === null) return null;
  try {
    const received = await taken;
    await discard?.(received);
    return null;
  } catch (error) {
    return error;
  }
};
