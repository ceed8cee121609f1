import { listArguments, listFor } from '../list';
import { TYPE } from '../names';
import type { MakeOperation } from '../operation';

export const certificatesConnection: MakeOperation = (making) => ({
  type: 'Query',
  name: 'certificates_connection',
  scope: 'certificates.find',
  description: 'Current certificates, with page information.',
  returns: TYPE.certificatePage,
  args: listArguments(making),
  async resolve(args, context) {
    const list = listFor(making.strapi, args, context, 'current');
    return { nodes: await list.rows(), pageInfo: list.pageInfo };
  },
});
