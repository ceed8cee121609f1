import { listArguments, listFor } from '../list';
import { TYPE } from '../names';
import type { MakeOperation } from '../operation';

export const certificateHistoryConnection: MakeOperation = (making) => ({
  type: 'Query',
  name: 'certificateHistory_connection',
  scope: 'history.find',
  description: 'Archived certificates, with page information.',
  returns: TYPE.certificatePage,
  args: listArguments(making),
  async resolve(args, context) {
    const list = listFor(making.strapi, args, context, 'archived');
    return { nodes: await list.rows(), pageInfo: list.pageInfo };
  },
});
