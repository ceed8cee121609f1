import { presenter } from '../../answers/client-certificate';
import { parseEdit } from '../../domain/edit-input';
import { parseId } from '../../domain/ids';
import { writerOf } from '../../permissions/client-caller';
import { appOf } from '../../services/app';
import { TYPE } from '../names';
import type { MakeOperation } from '../operation';

export const updateCertificate: MakeOperation = ({ nexus, strapi }) => ({
  type: 'Mutation',
  name: 'updateCertificate',
  scope: 'certificates.update',
  description: 'Changes validity date and notes while the certificate is editable.',
  returns: TYPE.certificate,
  args: { documentId: nexus.nonNull(nexus.idArg()), data: nexus.nonNull(TYPE.certificateInput) },
  async resolve({ documentId, data }, context) {
    const caller = writerOf(context);
    const edit = parseEdit(data);
    return presenter(strapi)(await appOf(strapi).certificates.update(parseId(documentId), edit, caller), false);
  },
});
