import { Readable } from 'node:stream';

import type { Core } from '@strapi/strapi';

import { toStaffCertificate } from '../../answers/certificate';
import { ADMIN_ACTION } from '../../constants';
import type { ListQuery } from '../../domain/list-query';
import { parseStaffList } from '../../domain/list-request';
import { appOf } from '../../services/app';
import type { Caller } from '../../services/transitions';
import { controller } from '../shared/handler';
import { queryOf } from '../shared/list';
import { callerFor } from './caller';
import { staffBase } from './certificates';

type Row = ReturnType<typeof toStaffCertificate>;

const COLUMNS: [string, (row: Row) => string | null][] = [
  ['client', (row) => row.client?.username ?? null],
  ['email', (row) => row.client?.email ?? null],
  ['certificate', (row) => row.name],
  ['state', (row) => row.state],
  ['validUntil', (row) => row.validUntil],
  ['center', (row) => row.center?.name ?? null],
  ['issuedAt', (row) => row.issuedAt],
  ['uploadedAt', (row) => row.uploadedAt],
  ['uploadedBy', (row) => row.uploadedBy],
  ['approvedAt', (row) => row.approvedAt],
  ['approvedBy', (row) => row.approvedBy?.name ?? null],
  ['archivedAt', (row) => row.archivedAt],
  ['notes', (row) => row.notes],
  ['document', (row) => row.document?.name ?? null],
  ['rejection', (row) => row.rejection?.reason ?? null],
  ['documentId', (row) => row.documentId],
];

/** Rows of one read: few enough for a flat memory, many enough to be quick. */
const BATCH = 500;

/** Spreadsheets take a cell that begins so for a formula, also behind blanks, and some take the full-width signs too. */
const FORMULA = /^\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/** A cell that is text and nothing else: what a client types can neither compute nor fetch. */
const csvCell = (value: string | null): string => {
  if (value === null) return '';
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",;\r\n\t]/.test(text) || text !== value ? `"${text.replaceAll('"', '""')}"` : text;
};

const line = (cells: (string | null)[]): string => `${cells.map(csvCell).join(',')}\r\n`;

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const app = () => appOf(strapi);

  /** Reads by cursor while it is sent, so that a million rows take no more memory than five hundred. */
  async function* csv(query: ListQuery, caller: Caller) {
    // The byte order mark tells spreadsheets that it is UTF-8.
    yield `\uFEFF${line(COLUMNS.map(([name]) => name))}`;
    let cursor: string | null = null;
    do {
      const { certificates, clock, config } = app();
      const page: Awaited<ReturnType<typeof certificates.list>> = await certificates.list(
        { ...query, limit: BATCH, offset: 0, cursor },
        caller
      );
      const rows = page.rows.map((record) => toStaffCertificate(record, clock.now(), staffBase, config.timeZone));
      yield rows.map((row) => line(COLUMNS.map(([, value]) => value(row)))).join('');
      cursor = page.nextCursor;
    } while (cursor !== null);
  }

  return controller({
    /** What the list shows by the same filters, all pages of it, as a table for spreadsheets. */
    async find(ctx) {
      const query = parseStaffList(queryOf(ctx));
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesRead);
      ctx.set({
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="certificates.csv"',
        'Cache-Control': 'private, no-store',
        'X-Content-Type-Options': 'nosniff',
      });
      ctx.body = Readable.from(csv(query, caller), { objectMode: false });
    },
  });
};
