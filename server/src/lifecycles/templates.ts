import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import type { App } from '../services/app';
import { parseTemplate, type TemplateInput } from '../services/template-input';
import { asHost, refuse, service } from './host-errors';
import { documentIdsOf } from '../repositories/relations';
import { BOOKKEEPING, type Data, type HostRules } from './rules';

const DERIVED = ['nameKey', 'newClientsAfter', 'newMembersAfter', 'renewOnExpirySince', 'remindersSince', 'archivedAt'];

/** Templates as host code writes them. */
export const templateRules = (strapi: Core.Strapi, app: () => App): HostRules => {
  const read = async (data: Data, nameRequired: boolean): Promise<TemplateInput> => {
    const derived = DERIVED.find((field) => data[field] !== undefined);
    if (derived) {
      refuse(
        'derived_field',
        `"${derived}" of a template cannot be written directly.`,
        service('templates', 'update(...) or archive(documentId)')
      );
    }
    const given = Object.entries(data).filter(([field, value]) => !BOOKKEEPING.includes(field) && value !== undefined);
    const input: Data = Object.fromEntries(given);
    if ('centers' in input) input.centers = await documentIdsOf(strapi, UID.center, input.centers);
    return asHost(async () => parseTemplate(input, { nameRequired }));
  };

  return {
    uid: UID.template,

    async create(data) {
      const input = (await read(data, true)) as TemplateInput & { name: string };
      return asHost(async () => (await app().templates.create(input)).documentId);
    },

    async prepare(data) {
      const input = (await read(data, true)) as TemplateInput & { name: string };
      return asHost(() => app().templates.prepare(input));
    },

    async update(documentId, data) {
      const input = await read(data, false);
      await asHost(() => app().templates.update(documentId, input));
    },

    async delete(documentId) {
      await asHost(() => app().templates.archive(documentId));
    },

    cloneInstead: service('templates', 'clone(documentId)'),
  };
};
