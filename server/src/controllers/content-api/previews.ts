import type { Core } from '@strapi/strapi';

import { serveDocument } from '../../documents/serve';
import { appOf } from '../../services/app';
import { controller, param } from '../shared/handler';
import { readerOf } from '../../permissions/client-caller';

export default ({ strapi }: { strapi: Core.Strapi }) =>
  controller({
    async findOne(ctx) {
      const { caller } = readerOf(ctx);
      const preview = await appOf(strapi).certificates.openPreview(param(ctx, 'documentId'), caller);
      serveDocument(ctx, { ...preview, disposition: 'inline' });
    },
  });
