/**
 * Whose certificates somebody may see and handle. It is about the client, never about the centre that issued: moving a
 * client or a member of staff takes effect at once.
 */
export type ClientScope =
  | { kind: 'all' }
  /** Clients of the centres whose staff has this admin user (row id). */
  | { kind: 'my-centers'; staffId: number }
  /** One client's own (row id). */
  | { kind: 'own'; clientId: number }
  | { kind: 'none' };

export const ALL_CLIENTS: ClientScope = { kind: 'all' };
