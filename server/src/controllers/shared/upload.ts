import type { Context } from 'koa';

import { readUpload } from '../../documents/multipart';
import { uploadContentType } from '../../documents/raw-body';
import type { CertificateRecord } from '../../repositories/certificate-record';
import type { App } from '../../services/app';
import type { Caller } from '../../services/transitions';
import { parseEdit } from '../../domain/edit-input';

/**
 * Takes an upload straight from the request: form, content, size and date are checked while it streams into the store.
 * After a refusal half-way the connection closes, which spares the client from sending the rest.
 */
export const takeUpload = async (
  ctx: Context,
  app: App,
  documentId: string,
  caller: Caller,
  by: 'client' | 'staff'
): Promise<CertificateRecord> => {
  try {
    return await app.certificates.upload(
      documentId,
      {
        by,
        async receive() {
          const { fields, file } = await readUpload(ctx.req, uploadContentType(ctx), {
            maxBytes: app.config.documents.maxSizeBytes,
            onFile: ({ stream, name, mime }) => app.documents.receive({ stream, name, mime }),
            discard: async ({ stored }) => {
              await app.documents.discard(stored);
            },
          });
          try {
            return { document: file, edit: parseEdit(fields) };
          } catch (error) {
            await app.documents.discard(file.stored);
            throw error;
          }
        },
      },
      caller
    );
  } catch (error) {
    if (!ctx.req.complete) {
      ctx.set('Connection', 'close');
      ctx.req.resume();
    }
    throw error;
  }
};
