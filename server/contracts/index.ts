export * from './centers';
export * from './certificates';
export * from './clients';
export * from './shared';
export * from './templates';
