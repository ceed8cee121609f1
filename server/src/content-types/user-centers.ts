import type { Core } from '@strapi/strapi';

import { UID, USER_CENTERS } from '../constants';

/** Gives the user the other side of `center.clients`: a permission condition needs a path, and gets one. */
export const relateUsersToCenters = (strapi: Core.Strapi): void => {
  const user = strapi.contentTypes[UID.user];
  if (!user) throw new Error('The certificates plugin needs the users-permissions plugin: clients are its users.');
  Object.assign(user.attributes, {
    [USER_CENTERS]: {
      type: 'relation',
      relation: 'manyToMany',
      target: UID.center,
      mappedBy: 'clients',
      private: true,
      configurable: false,
      writable: false,
      visible: false,
    },
  });
};
