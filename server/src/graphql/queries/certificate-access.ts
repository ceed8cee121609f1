import { parseDay } from '../../domain/calendar';
import { clientOf } from '../../permissions/client-caller';
import { appOf } from '../../services/app';
import { TYPE } from '../names';
import type { MakeOperation } from '../operation';

export const certificateAccess: MakeOperation = ({ nexus, strapi }) => ({
  type: 'Query',
  name: 'certificateAccess',
  scope: 'access.find',
  description: 'Whether the client is in order on a day (today, where none is given), and if not, why.',
  returns: TYPE.access,
  args: { on: nexus.arg({ type: 'Date' }) },
  resolve: ({ on }, context) => appOf(strapi).access.ofClient(clientOf(context), on == null ? null : parseDay(on)),
});
