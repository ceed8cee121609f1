import { presenter } from '../../answers/client-certificate';
import { parseId } from '../../domain/ids';
import { readerOf } from '../../permissions/client-caller';
import { appOf } from '../../services/app';
import { TYPE } from '../names';
import type { MakeOperation } from '../operation';

export const certificate: MakeOperation = ({ nexus, strapi }) => ({
  type: 'Query',
  name: 'certificate',
  scope: 'certificates.findOne',
  description: 'One certificate, current or archived.',
  returns: TYPE.certificate,
  args: { documentId: nexus.nonNull(nexus.idArg()) },
  async resolve({ documentId }, context) {
    const { caller, token } = readerOf(context);
    return presenter(strapi)(await appOf(strapi).certificates.find(parseId(documentId), caller), token);
  },
});
