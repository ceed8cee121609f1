import type { Core } from '@strapi/strapi';

import { UID, USER_CENTERS } from '../constants';

/** Gives the user the other side of `center.clients`: a permission condition needs a path, and gets one. */
export const relateUsersToCenters = (strapi: Core.Strapi): void => {
  const user = strapi.contentTypes[UID.user];
  if (!user) {
    throw new Error(
      'certificates needs the users-permissions plugin, whose users are the clients. Install it, and do not disable it in ' +
        `config/plugins: npm install @strapi/plugin-users-permissions@${strapi.config.get('info.strapi', '5')}`
    );
  }
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
