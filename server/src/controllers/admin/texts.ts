import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import type { PreviewText, SaveTexts } from '../../../contracts';
import { inputInvalid } from '../../domain/input-problems';
import { appOf } from '../../services/app';
import { body, bodyOf, parseBody, text } from '../shared/body';
import { answer, controller } from '../shared/handler';
import { adminEmail } from './caller';

const subjectOf = () => text(500).matches(/\S/, '${path} must not be empty');
const textOf = () => text(10_000).matches(/\S/, '${path} must not be empty');

const pushOf = () => text(500).matches(/\S/, '${path} must not be empty');

const previewBody = body({
  key: text(64).required(),
  locale: text(16).required(),
  subject: subjectOf(),
  text: textOf(),
  push: pushOf(),
});
const oneText = body({ subject: subjectOf().required(), text: textOf().required(), push: pushOf() });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws DomainError 400 `input_invalid` */
const saveBody = (ctx: Context): SaveTexts.Request => {
  const { texts, ...rest } = bodyOf(ctx);
  if (!isRecord(texts) || Object.keys(rest).length > 0 || !Object.values(texts).every(isRecord)) {
    throw inputInvalid({ path: 'texts', message: 'texts must be an object of keys, each with its languages' });
  }
  for (const [key, locales] of Object.entries(texts as Record<string, Record<string, unknown>>)) {
    for (const [locale, value] of Object.entries(locales)) {
      if (value === null) continue;
      try {
        oneText.validateSync(value, { strict: true, abortEarly: false });
      } catch (error) {
        const { inner = [], ...problem } = error as {
          path?: string;
          message: string;
          inner?: { path?: string; message: string }[];
        };
        const at = (path = '') => `texts.${key}.${locale}.${path}`;
        throw inputInvalid({
          message: problem.message,
          inner: (inner.length > 0 ? inner : [problem]).map((one) => ({ path: at(one.path), message: one.message })),
        });
      }
    }
  }
  return { texts: texts as SaveTexts.Request['texts'] };
};

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const service = () => appOf(strapi).texts;
  return controller({
    async find(ctx) {
      answer(ctx, await service().find());
    },

    async update(ctx) {
      answer(ctx, await service().save(saveBody(ctx)));
    },

    async preview(ctx) {
      answer(ctx, await service().preview(parseBody<PreviewText.Request>(ctx, previewBody)));
    },

    /** To whoever asks, never to an address that the request names. */
    async test(ctx) {
      const to = adminEmail(ctx);
      await service().sendTest(parseBody<PreviewText.Request>(ctx, previewBody), to);
      answer(ctx, { to });
    },
  });
};
