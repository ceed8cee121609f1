import type { Context } from 'koa';

import type { AdminAction } from '../../constants';
import { isGranted, scopeOf, type Ability } from '../../permissions/scope';
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

export const may = (ctx: Context, action: AdminAction): boolean => isGranted(stateOf(ctx).userAbility, action);

export const adminId = (ctx: Context): number => stateOf(ctx).user.id;

export const adminEmail = (ctx: Context): string => stateOf(ctx).user.email;
