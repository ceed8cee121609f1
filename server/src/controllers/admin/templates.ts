import type { Core } from '@strapi/strapi';
import { yup } from '@strapi/utils';

import type { CloneTemplate, GenerateCertificates } from '../../../contracts';
import { toRun, toTemplate } from '../../answers/settings';
import { isTrue } from '../../domain/list-query';
import { parseList } from '../../domain/list-request';
import { mentions, TEMPLATE_LIST } from '../../domain/lists';
import { appOf } from '../../services/app';
import { parseTemplate, type TemplateInput } from '../../services/template-input';
import { body, bodyOf, parseBody, text } from '../shared/body';
import { answer, controller, param } from '../shared/handler';
import { pagination, queryOf } from '../shared/list';
import { actorOf } from './caller';

const cloneBody = body({ name: text(255).matches(/\S/, '${path} must not be empty') });
const generateBody = body({ includeHolders: yup.boolean() });

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const app = () => appOf(strapi);
  return controller({
    async find(ctx) {
      const words = queryOf(ctx);
      const query = parseList(words, TEMPLATE_LIST);
      const saysItself = words.archived === undefined && mentions(query.filter, 'archivedAt');
      const { rows, nextCursor, ...count } = await app().templates.list({
        ...query,
        archived: saysItself ? null : isTrue(words.archived),
      });
      ctx.body = { data: rows.map(toTemplate), meta: { pagination: pagination(query, count, nextCursor) } };
    },

    async create(ctx) {
      const input = parseTemplate(bodyOf(ctx), { nameRequired: true });
      answer(ctx, toTemplate(await app().templates.create(input as TemplateInput & { name: string })), 201);
    },

    async findOne(ctx) {
      answer(ctx, toTemplate(await app().templates.find(param(ctx, 'id'))));
    },

    async update(ctx) {
      const input = parseTemplate(bodyOf(ctx), { nameRequired: false });
      answer(ctx, toTemplate(await app().templates.update(param(ctx, 'id'), input)));
    },

    async delete(ctx) {
      answer(ctx, toTemplate(await app().templates.archive(param(ctx, 'id'))));
    },

    async clone(ctx) {
      const input = parseBody<CloneTemplate.Request>(ctx, cloneBody);
      answer(ctx, toTemplate(await app().templates.clone(param(ctx, 'id'), input.name?.trim())), 201);
    },

    async generate(ctx) {
      const { includeHolders = false } = parseBody<GenerateCertificates.Request>(ctx, generateBody);
      const run = await app().generation.start(param(ctx, 'id'), { includeHolders }, actorOf(ctx));
      answer(ctx, { run: toRun(run) });
    },

    async findRun(ctx) {
      answer(ctx, toRun(await app().generation.find(param(ctx, 'id'))));
    },
  });
};
