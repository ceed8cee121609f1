import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { parseDay } from '../domain/calendar';
import type { Edit } from '../domain/decisions';
import { parseText } from '../domain/text';
import type { App } from '../services/app';
import { asHost, refuse, service } from './host-errors';
import { documentIdsOf } from '../repositories/relations';
import { BOOKKEEPING, type Data, type HostRules } from './rules';

const RELATIONS = { template: UID.template, client: UID.user, center: UID.center } as const;
const EDITABLE = ['validUntil', 'notes'];

/** Which call changes which field. */
const INSTEAD: Record<string, string> = {
  state: 'approve(documentId, { revision }), reject(...) or revoke(...)',
  approvedAt: 'approve(documentId, { revision })',
  approvedBy: 'approve(documentId, { revision })',
  rejection: 'reject(documentId, { revision, reason, comment })',
  archivedAt: 'archive(documentId)',
  trashedAt: 'delete(documentId)',
  name: 'issue({ template, client, center })',
  expires: 'issue({ template, client, center })',
  template: 'issue({ template, client, center })',
  client: 'issue({ template, client, center })',
  center: 'issue({ template, client, center })',
};

/** What is locked is sent back to its client, or another one is issued. */
const INSTEAD_OF_UPDATE = {
  locked: service(
    'certificates',
    'revoke(documentId, { revision, reason, comment }) or issue({ template, client, center })'
  ),
};

const refuseOthers = (data: Data, allowed: string[]): void => {
  for (const field of Object.keys(data)) {
    if (allowed.includes(field) || BOOKKEEPING.includes(field) || data[field] === undefined) continue;
    const call = INSTEAD[field] ?? 'upload(...) or update(...)';
    refuse('derived_field', `"${field}" of a certificate cannot be written directly.`, service('certificates', call));
  }
};

const editOf = (data: Data): Pick<Edit, 'validUntil' | 'notes'> => ({
  ...(data.validUntil === undefined ? {} : { validUntil: data.validUntil === null ? null : parseDay(data.validUntil) }),
  ...(data.notes === undefined ? {} : { notes: parseText('notes', data.notes) }),
});

/** Certificates as host code writes them: every write becomes the use case that staff and clients go through. */
export const certificateRules = (strapi: Core.Strapi, app: () => App): HostRules => {
  const named = async (data: Data) => {
    refuseOthers(data, [...Object.keys(RELATIONS), ...EDITABLE]);
    const of = async (field: keyof typeof RELATIONS) => (await documentIdsOf(strapi, RELATIONS[field], data[field]))[0];
    const [template, client, center] = [await of('template'), await of('client'), await of('center')];
    if (template && client) return { template, client, center };
    return refuse(
      'input_invalid',
      'A certificate is issued from a template to a client.',
      service('certificates', 'issue({ template, client, center })')
    );
  };

  const edit = async (documentId: string, data: Data): Promise<void> => {
    const changes = editOf(data);
    if (changes.validUntil || changes.notes) await app().certificates.update(documentId, changes);
  };

  return {
    uid: UID.certificate,

    async create(data) {
      const input = await named(data);
      return asHost(async () => {
        const { documentId } = await app().certificates.issue(input);
        await edit(documentId, data);
        return documentId;
      });
    },

    async prepare(data) {
      const input = await named(data);
      return asHost(async () => {
        const issue = await app().issuing.prepare(input);
        return {
          row: issue.row,
          inserted: (id) => asHost(async () => edit(await issue.inserted(id), data)),
        };
      });
    },

    async update(documentId, data) {
      refuseOthers(data, EDITABLE);
      await asHost(() => app().certificates.update(documentId, editOf(data)), INSTEAD_OF_UPDATE);
    },

    async delete(documentId) {
      await asHost(() => app().certificates.delete(documentId));
    },

    cloneInstead: service('certificates', 'issue({ template, client, center })'),
  };
};
