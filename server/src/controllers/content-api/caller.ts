import type { Context } from 'koa';

import { forbidden, unauthorized } from '../../domain/errors';
import { ALL_CLIENTS } from '../../domain/scope';
import type { Caller } from '../../services/transitions';

interface ContentState {
  auth?: { strategy?: { name?: string } };
  user?: { id: number; documentId: string; username: string };
}

const stateOf = (ctx: Context): ContentState => ctx.state;

const isToken = (ctx: Context): boolean => stateOf(ctx).auth?.strategy?.name === 'content-api-token';

export interface Reader {
  caller: Caller;
  /** A token reads everybody's, and is told whose each is. */
  token: boolean;
}

/**
 * Who reads: a client their own certificates, an API token everybody's.
 * @throws DomainError 401 for nobody, also where the public role was granted the action by mistake
 */
export const readerOf = (ctx: Context): Reader => {
  const { user } = stateOf(ctx);
  if (isToken(ctx)) {
    const actor = { type: 'host' as const, id: null, name: 'API token' };
    return { token: true, caller: { actor, scope: ALL_CLIENTS, seesTrash: false } };
  }
  if (!user) throw unauthorized();
  return {
    token: false,
    caller: {
      actor: { type: 'client', id: user.documentId, name: user.username },
      scope: { kind: 'own', clientId: user.id },
      seesTrash: false,
    },
  };
};

/** Who writes: only a client, and only what is theirs. @throws DomainError 401 for nobody, 403 for an API token */
export const writerOf = (ctx: Context): Caller => {
  const { caller, token } = readerOf(ctx);
  if (token) throw forbidden('An API token cannot change certificates.');
  return caller;
};

/**
 * The client who asks about what only clients have, such as their devices.
 * @returns row id
 * @throws DomainError 401 for nobody, 403 for an API token, which is no client
 */
export const clientOf = (ctx: Context): number => {
  if (isToken(ctx)) throw forbidden('An API token is no client.');
  const { user } = stateOf(ctx);
  if (!user) throw unauthorized();
  return user.id;
};
