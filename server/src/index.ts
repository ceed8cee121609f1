import './oldest-strapi';

import bootstrap from './bootstrap';
import { defaults, validateConfig } from './config';
import contentTypes from './content-types';
import controllers from './controllers';
import destroy from './destroy';
import services from './host';
import { MAY, may } from './permissions/policy';
import register from './register';
import routes from './routes';

export default {
  register,
  bootstrap,
  destroy,
  config: { default: defaults, validator: validateConfig },
  contentTypes,
  policies: { [MAY]: may },
  routes,
  controllers,
  services,
};
