import { defaults, validateConfig } from './config';
import contentTypes from './content-types';

export default {
  config: { default: defaults, validator: validateConfig },
  contentTypes,
};
