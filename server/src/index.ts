import './oldest-strapi';

import bootstrap from './bootstrap';
import { defaults, validateConfig } from './config';
import contentTypes from './content-types';
import controllers from './controllers';
import destroy from './destroy';
import { MAY, may } from './permissions/policy';
import register from './register';
import routes from './routes';
import services from './services';

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
