import { forbidden, unauthorized } from '../domain/errors';
import { ALL_CLIENTS } from '../domain/scope';
import type { Caller } from '../services/transitions';

/** What Strapi's authentication leaves behind, for REST on Koa's context and for GraphQL on its own. */
export interface Authenticated {
  state: {
    /** An API token's `credentials` are its row. */
    auth?: { strategy?: { name?: string }; credentials?: { name?: string } | null };
    user?: { id: number; documentId: string; username: string };
  };
}

/** How Strapi calls the strategy of API tokens, now and before admin tokens came beside them. */
const TOKEN_STRATEGIES: readonly unknown[] = ['content-api-token', 'api-token'];

const isToken = ({ state }: Authenticated): boolean => TOKEN_STRATEGIES.includes(state.auth?.strategy?.name);

export interface Reader {
  caller: Caller;
  /** A token reads everybody's, and is told whose each is. */
  token: boolean;
}

/**
 * Who reads: a client their own certificates, an API token everybody's.
 * @throws DomainError 401 for nobody, also where the public role was granted the action by mistake
 */
export const readerOf = (context: Authenticated): Reader => {
  const { user } = context.state;
  if (isToken(context)) {
    const name = context.state.auth?.credentials?.name;
    const actor = { type: 'host' as const, id: null, name: name ? `API token ${name}` : 'API token' };
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
export const writerOf = (context: Authenticated): Caller => {
  const { caller, token } = readerOf(context);
  if (token) throw forbidden('An API token cannot change certificates.');
  return caller;
};

/**
 * The client who asks about what only clients have, such as their devices.
 * @returns row id
 * @throws DomainError 401 for nobody, 403 for an API token, which is no client
 */
export const clientOf = (context: Authenticated): number => {
  if (isToken(context)) throw forbidden('An API token is no client.');
  const { user } = context.state;
  if (!user) throw unauthorized();
  return user.id;
};
