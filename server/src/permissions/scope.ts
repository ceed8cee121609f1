import type { AdminAction } from '../constants';
import type { ClientScope } from '../domain/scope';
import { namesMyCenters } from './condition';

interface Rule {
  inverted: boolean;
  conditions?: unknown;
}

/** What is needed of Strapi's ability (CASL). */
export interface Ability {
  can(action: string): boolean;
  rulesFor(action: string, subject: string): Rule[];
}

/**
 * Whose certificates a member of staff may reach by an action. Strapi's own policy only asks whether *some* grant exists;
 * the condition has to be enforced here, on every route.
 *
 * Grants add up: one without condition reaches everybody. A condition that is not the plugin's own says nothing about
 * clients, so it reaches nobody: it fails closed.
 */
export const scopeOf = (ability: Ability, action: AdminAction, user: { id: number }): ClientScope => {
  if (!ability.can(action)) return { kind: 'none' };
  const rules = ability.rulesFor(action, 'all').filter(({ inverted }) => !inverted);
  if (rules.some(({ conditions }) => !conditions)) return { kind: 'all' };
  return rules.some(({ conditions }) => namesMyCenters(conditions))
    ? { kind: 'my-centers', staffId: user.id }
    : { kind: 'none' };
};
