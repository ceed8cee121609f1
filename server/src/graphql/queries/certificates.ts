import { listArguments, listFor } from '../list';
import { TYPE } from '../names';
import type { MakeOperation } from '../operation';

export const certificates: MakeOperation = (making) => ({
  type: 'Query',
  name: 'certificates',
  scope: 'certificates.find',
  description: 'Current certificates: the own ones of a client, all of them for an API token.',
  returns: making.nexus.nonNull(making.nexus.list(TYPE.certificate)),
  args: listArguments(making),
  resolve: (args, context) => listFor(making.strapi, args, context, 'current').rows(),
});
