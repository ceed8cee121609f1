import type { Core } from '@strapi/strapi';
import { yup } from '@strapi/utils';
import type { Context } from 'koa';

import type { ApproveCertificate, BulkCertificates, IssueCertificate, ReviewCertificate } from '../../../contracts';
import { toHistoryEntry, toStaffCertificate, type RouteBase } from '../../answers/certificate';
import { ADMIN_ACTION, REJECTION_REASONS } from '../../constants';
import { serveDocument } from '../../documents/serve';
import { errorWord } from '../../domain/error-word';
import { isDomainError, invalid } from '../../domain/errors';
import { parseStaffList } from '../../domain/list-request';
import { parseText } from '../../domain/text';
import type { CertificateRecord } from '../../repositories/certificate-record';
import { appOf } from '../../services/app';
import { body, id, parseBody } from '../shared/body';
import { parseEdit } from '../../domain/edit-input';
import { answer, controller, param } from '../shared/handler';
import { pagination, queryOf } from '../shared/list';
import { takeUpload } from '../shared/upload';
import { callerFor } from './caller';

const MAX_BULK = 100;

const issueBody = body({
  client: id().required('${path} is required'),
  template: id().required('${path} is required'),
  center: id().nullable(),
});
const revision = () =>
  yup
    .number()
    .integer('${path} must be a whole number')
    .required('${path} is required: the revision that you looked at');
const approveBody = body({ revision: revision() });
const reviewBody = body({
  revision: revision(),
  reason: yup
    .string()
    .oneOf([...REJECTION_REASONS], '${path} must be one of ${values}')
    .required('${path} is required'),
  comment: yup.mixed(),
});
const bulkBody = body({
  rows: yup
    .array()
    .of(
      body({
        documentId: id().required('${path} is required'),
        revision: yup.number().integer('${path} must be a whole number'),
      })
    )
    .min(1, '${path} must name at least one certificate')
    .max(MAX_BULK, '${path} may name at most ${max} certificates')
    .required('${path} is required'),
});

export const staffBase: RouteBase = (documentId) => `/certificates/certificates/${documentId}`;

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const app = () => appOf(strapi);
  const present = (ctx: Context, record: CertificateRecord, status = 200) =>
    answer(ctx, toStaffCertificate(record, app().clock.now(), staffBase, app().config.timeZone), status);

  const review = (ctx: Context) => {
    const { comment, ...rest } = parseBody<ReviewCertificate.Request>(ctx, reviewBody);
    return { ...rest, comment: parseText('comment', comment) };
  };

  /** What went wrong with one row: what the others came to is told all the same. */
  const codeOf = (error: unknown): string => {
    if (isDomainError(error)) return error.code;
    strapi.log.error(`certificates: a row of a bulk action failed (${errorWord(error)})`);
    return 'unexpected';
  };

  /** Each row succeeds or fails by itself; the answer says which, and why. */
  const bulk = async (ctx: Context, work: (row: { documentId: string; revision?: number }) => Promise<unknown>) => {
    const { rows } = parseBody<BulkCertificates.Request>(ctx, bulkBody);
    const results: BulkCertificates.Response['data'] = [];
    for (const row of rows) {
      try {
        await work(row);
        results.push({ documentId: row.documentId, ok: true, code: null });
      } catch (error) {
        results.push({ documentId: row.documentId, ok: false, code: codeOf(error) });
      }
    }
    answer(ctx, results);
  };

  return controller({
    async find(ctx) {
      const query = parseStaffList(queryOf(ctx));
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesRead);
      const { certificates, clock, config } = app();
      const [{ rows, nextCursor }, total] = [
        await certificates.list(query, caller),
        await certificates.total(query, caller),
      ];
      ctx.body = {
        data: rows.map((row) => toStaffCertificate(row, clock.now(), staffBase, config.timeZone)),
        meta: { pagination: pagination(query, total, nextCursor) },
      };
    },

    async create(ctx) {
      const input = parseBody<IssueCertificate.Request>(ctx, issueBody);
      present(ctx, await app().certificates.issue(input, callerFor(ctx, ADMIN_ACTION.certificatesCreate)), 201);
    },

    async findOne(ctx) {
      present(ctx, await app().certificates.find(param(ctx, 'id'), callerFor(ctx, ADMIN_ACTION.certificatesRead)));
    },

    async update(ctx) {
      const edit = parseEdit((ctx.request as { body?: unknown }).body ?? {});
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesUpdate);
      present(ctx, await app().certificates.update(param(ctx, 'id'), edit, caller));
    },

    async delete(ctx) {
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesDelete);
      present(ctx, await app().certificates.delete(param(ctx, 'id'), caller));
    },

    async upload(ctx) {
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesUpdate);
      present(ctx, await takeUpload(ctx, app(), param(ctx, 'id'), caller, 'staff'));
    },

    /** Always streamed: the panel may not fetch from the store, whose address Strapi's content policy does not name. */
    async document(ctx) {
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesRead);
      serveDocument(ctx, await app().certificates.openDocument(param(ctx, 'id'), caller));
    },

    async preview(ctx) {
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesRead);
      serveDocument(ctx, {
        ...(await app().certificates.openPreview(param(ctx, 'id'), caller)),
        disposition: 'inline',
      });
    },

    async events(ctx) {
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesRead);
      const entries = await app().certificates.history(param(ctx, 'id'), caller);
      answer(
        ctx,
        entries.map((entry) => toHistoryEntry(entry, staffBase(param(ctx, 'id'))))
      );
    },

    /** The document that was sent back, as it was then. */
    async eventDocument(ctx) {
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesRead);
      serveDocument(ctx, await app().certificates.openSentBack(param(ctx, 'id'), param(ctx, 'eventId'), caller));
    },

    async approve(ctx) {
      const input = parseBody<ApproveCertificate.Request>(ctx, approveBody);
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesReview);
      present(ctx, await app().certificates.approve(param(ctx, 'id'), input, caller));
    },

    async reject(ctx) {
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesReview);
      present(ctx, await app().certificates.reject(param(ctx, 'id'), review(ctx), caller));
    },

    async revoke(ctx) {
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesReview);
      present(ctx, await app().certificates.revoke(param(ctx, 'id'), review(ctx), caller));
    },

    async archive(ctx) {
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesArchive);
      present(ctx, await app().certificates.archive(param(ctx, 'id'), caller));
    },

    async bulkApprove(ctx) {
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesReview);
      await bulk(ctx, ({ documentId, revision: seen }) => {
        if (seen === undefined) throw invalid('revision_required', 'Approving needs the revision that you looked at.');
        return app().certificates.approve(documentId, { revision: seen }, caller);
      });
    },

    async bulkArchive(ctx) {
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesArchive);
      await bulk(ctx, ({ documentId }) => app().certificates.archive(documentId, caller));
    },

    async bulkDelete(ctx) {
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesDelete);
      await bulk(ctx, ({ documentId }) => app().certificates.delete(documentId, caller));
    },
  });
};
