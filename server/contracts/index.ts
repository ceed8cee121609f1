export * from './centers';
export * from './certificates';
export * from './clients';
export * from './notifications';
export * from './settings';
export * from './shared';
export * from './stats';
export * from './templates';
