import type { Making } from '../operation';
import { accessTypes } from './access';
import { certificateTypes } from './certificate';
import { filterTypes } from './filters';
import { pushTypes } from './push';

export const typesOf = (making: Making) => [
  ...certificateTypes(making),
  ...filterTypes(making),
  ...accessTypes(making),
  ...pushTypes(making),
];
