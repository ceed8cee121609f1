import type { Context } from 'koa';

import type { AdminAction } from '../../constants';
import { forbidden } from '../../domain/errors';
import { scopeOf, type Ability } from '../../permissions/scope';
import { staffName } from '../../repositories/certificate-record';
import type { Actor } from '../../repositories/history';
import type { Caller } from '../../services/transitions';

interface AdminState {
  user: { id: number; documentId: string; firstname?: string; lastname?: string; username?: string; email: string };
  userAbility: Ability;
}

const stateOf = (ctx: Context): AdminState => ctx.state;

export const actorOf = (ctx: Context): Actor => {
  const { user } = stateOf(ctx);
  return { type: 'staff', id: user.documentId, name: staffName(user) || user.email, rowId: user.id };
};

/** Who asks, with the clients whom their grants of this action reach. */
export const callerFor = (ctx: Context, action: AdminAction): Caller => {
  const { user, userAbility } = stateOf(ctx);
  return { actor: actorOf(ctx), scope: scopeOf(userAbility, action, user), seesTrash: true };
};

/** @throws DomainError 403 unless the user has one of these actions */
export const requireAny = (ctx: Context, actions: AdminAction[]): void => {
  const { userAbility } = stateOf(ctx);
  if (!actions.some((action) => userAbility.can(action))) throw forbidden('You may not do this.');
};

export const may = (ctx: Context, action: AdminAction): boolean => stateOf(ctx).userAbility.can(action);

export const adminId = (ctx: Context): number => stateOf(ctx).user.id;

export const adminEmail = (ctx: Context): string => stateOf(ctx).user.email;
