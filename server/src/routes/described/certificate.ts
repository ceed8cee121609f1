import { z } from '@strapi/utils';

import type { ClientPagination, ReadCertificate, UpdateOwnCertificate } from '../../../contracts';
import { CERTIFICATE_STATES, MAX_TEXT_LENGTH, REJECTION_REASONS } from '../../constants';
import { day, exactly, instant, type Schema } from './schema';

const text = () => z.string().max(MAX_TEXT_LENGTH).nullable();

export const certificate: Schema = exactly<ReadCertificate>()(
  z.object({
    documentId: z.string(),
    name: z.string(),
    state: z.enum(CERTIFICATE_STATES).meta({ description: 'As the clock has it now.' }),
    expires: z.boolean().meta({ description: 'False: no validity date; once approved it stays valid.' }),
    validUntil: day().nullable().meta({ description: 'The last day on which the document is valid.' }),
    notes: z.string().nullable(),
    issuedAt: instant().nullable(),
    uploadedAt: instant().nullable(),
    uploadedBy: z.enum(['client', 'staff']).nullable(),
    approvedAt: instant().nullable(),
    archivedAt: instant().nullable(),
    expiresAt: instant().nullable(),
    editable: z.boolean().meta({ description: 'Whether document, validity date and notes may be changed.' }),
    document: z
      .object({
        name: z.string(),
        mime: z.string(),
        size: z.int().min(0).meta({ description: 'Bytes.' }),
        url: z.string().meta({ description: 'Path on the server; needs the same Authorization.' }),
        previewUrl: z.string().nullable(),
      })
      .nullable(),
    template: z.object({ documentId: z.string(), name: z.string(), instructions: z.string().nullable() }).nullable(),
    rejection: z
      .object({ reason: z.enum(REJECTION_REASONS), comment: z.string().nullable(), at: z.string() })
      .nullable()
      .meta({ description: 'Why it was sent back; null once that is mended.' }),
    client: z
      .object({ documentId: z.string(), username: z.string() })
      .nullable()
      .optional()
      .meta({ description: 'For API tokens: whose it is.' }),
  })
);

const count = () => z.int().min(0);
const counted = { total: count().optional() };

const pagination: Schema = exactly<ClientPagination>()(
  z.union([
    z.object({ page: count(), pageSize: count(), pageCount: count().optional(), ...counted }),
    z.object({ start: count(), limit: count(), ...counted }),
  ])
);

export const certificateList: Schema = z.object({ data: z.array(certificate), meta: z.object({ pagination }) });

/** What both lists take. */
export const listQuery = {
  filters: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({
      description:
        'On `state`, `validUntil`, `issuedAt`, `template[documentId]`, `documentId`, and for API tokens ' +
        '`client[documentId]`, with Strapi’s operators: `filters[state][$in][0]=approved`.',
    }),
  sort: z
    .string()
    .optional()
    .meta({ description: '`validUntil:ASC`, or several after commas; by default the newest.' }),
  pagination: z
    .object({
      page: z.int().min(1).optional(),
      pageSize: z.int().min(1).max(100).optional(),
      start: z.int().min(0).optional(),
      limit: z.int().min(1).max(100).optional(),
      withCount: z.boolean().optional().meta({ description: 'True: tell the total too.' }),
    })
    .optional(),
};

const edit = { validUntil: day().nullable().optional(), notes: text().optional() };

export const updateBody = {
  'application/json': exactly<UpdateOwnCertificate.Request>()(z.object({ data: z.object(edit) })),
};

export const uploadBody = {
  'multipart/form-data': z.object({
    files: z.file().meta({ description: 'One JPG, PNG, HEIC or PDF.' }),
    validUntil: z
      .union([day(), z.literal('')])
      .optional()
      .meta({ description: 'Empty: taken away.' }),
    notes: z.string().max(MAX_TEXT_LENGTH).optional(),
  }),
};
