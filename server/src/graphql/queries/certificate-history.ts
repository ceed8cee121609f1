import { listArguments, listFor } from '../list';
import { TYPE } from '../names';
import type { MakeOperation } from '../operation';

export const certificateHistory: MakeOperation = (making) => ({
  type: 'Query',
  name: 'certificateHistory',
  scope: 'history.find',
  description: 'Archived certificates.',
  returns: making.nexus.nonNull(making.nexus.list(TYPE.certificate)),
  args: listArguments(making),
  resolve: (args, context) => listFor(making.strapi, args, context, 'archived').rows(),
});
