import { ADMIN_ACTION, CERTIFICATE_ACTIONS, type AdminAction } from '../constants';
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

/** Actions that are about clients, so that a condition narrows whom they reach. */
const ABOUT_CLIENTS: AdminAction[] = [...CERTIFICATE_ACTIONS, ADMIN_ACTION.clientsRead];

const grants = (ability: Ability, action: AdminAction): Rule[] =>
  ability.can(action) ? ability.rulesFor(action, 'all').filter(({ inverted }) => !inverted) : [];

/**
 * Whether somebody may do this at all. Settings > Roles offers conditions for every action; where an action is not about
 * clients there is nothing that a condition could narrow, so a grant under one is none: it fails closed.
 */
export const isGranted = (ability: Ability, action: AdminAction): boolean =>
  grants(ability, action).some(({ conditions }) => ABOUT_CLIENTS.includes(action) || !conditions);

/**
 * Whose certificates a member of staff may reach by an action. Strapi's own policy only asks whether *some* grant exists;
 * the condition has to be enforced here, on every route.
 *
 * Grants add up: one without condition reaches everybody. A condition that is not the plugin's own says nothing about
 * clients, so it reaches nobody: it fails closed.
 */
export const scopeOf = (ability: Ability, action: AdminAction, user: { id: number }): ClientScope => {
  const rules = grants(ability, action);
  if (rules.some(({ conditions }) => !conditions)) return { kind: 'all' };
  return rules.some(({ conditions }) => namesMyCenters(conditions))
    ? { kind: 'my-centers', staffId: user.id }
    : { kind: 'none' };
};
