import { z } from '@strapi/utils';

import type { AccessProblem, ClientAccess } from '../../../contracts';
import { CERTIFICATE_STATES } from '../../constants';
import { day, exactly, type Schema } from './schema';

const problem = exactly<AccessProblem>()(
  z.object({
    template: z.object({ documentId: z.string(), name: z.string() }),
    state: z.enum(CERTIFICATE_STATES).meta({ description: 'What the nearest certificate is on that day.' }),
    reason: z.enum(['missing', 'pending', 'rejected', 'expired']),
  })
);

export const access: Schema = exactly<ClientAccess>()(
  z.object({ allowed: z.boolean(), blocking: z.array(problem), warnings: z.array(problem) })
);

export const accessQuery = { on: day().optional().meta({ description: 'By default today, where the centre is.' }) };
