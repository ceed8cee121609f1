import { errors } from '@strapi/utils';
import type { Context } from 'koa';

import type { AdminAction } from '../constants';
import { forbidden } from '../domain/errors';
import { isGranted, type Ability } from './scope';

/** Name of the policy, as routes write it. */
export const MAY = 'may';

/** @param anyOf one of these actions is enough */
export interface MayConfig {
  anyOf: AdminAction[];
}

/**
 * Whether the admin user may do what a route does. Strapi's own policy asks only whether *some* grant exists, whatever its
 * conditions, and its refusal has no code.
 * @throws PolicyError (403), the one whose words Strapi lets through, with the code `forbidden`
 */
export const may = (ctx: Context, { anyOf }: MayConfig): boolean => {
  const { userAbility } = ctx.state as { userAbility: Ability };
  if (anyOf.some((action) => isGranted(userAbility, action))) return true;
  const { message, details } = forbidden('You may not do this.');
  throw new errors.PolicyError(message, details);
};
