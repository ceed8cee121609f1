import type { ClaimedNotification, OutboxRepository } from '../repositories/outbox';
import type { LeaseClock } from './lease-clock';

/** How long a claim holds without a sign of life: after a crash, what was under way is tried again this much later. */
export const LEASE_MS = 30_000;

interface HeldClaim {
  ids: Set<number>;
  until: number;
}

/** The claims that a worker holds, and their renewal while messages are under way. */
export const createClaims = (outbox: OutboxRepository, leaseClock: LeaseClock, onError: (error: unknown) => void) => {
  const claims = new Map<string, HeldClaim>();
  let timer: NodeJS.Timeout | null = null;

  const renew = async (token: string, claim: HeldClaim) => {
    const until = (await leaseClock.now()).getTime() + LEASE_MS;
    const ids = [...claim.ids];
    const still = new Set(await outbox.renew({ ids, token, until: new Date(until) }));
    claim.until = until;
    for (const id of ids) if (!still.has(id)) claim.ids.delete(id);
    if (claim.ids.size === 0) claims.delete(token);
  };

  const renewAll = async () => {
    for (const [token, claim] of [...claims]) await renew(token, claim).catch(onError);
  };

  const watch = () => {
    timer ??= setInterval(() => {
      if (claims.size > 0) void renewAll();
      else {
        clearInterval(timer ?? undefined);
        timer = null;
      }
    }, LEASE_MS / 3).unref();
  };

  return {
    hold(token: string, rows: ClaimedNotification[], from: Date) {
      claims.set(token, { ids: new Set(rows.map(({ id }) => id)), until: from.getTime() + LEASE_MS });
      watch();
    },

    /**
     * The rows that this worker may still send. Where the claim is about to end (the process was suspended, the timers
     * came late) it is renewed first, and what another worker has taken since is left to it.
     */
    async stillHeld(token: string, rows: ClaimedNotification[]): Promise<ClaimedNotification[]> {
      const claim = claims.get(token);
      if (!claim) return [];
      if (claim.until - (await leaseClock.now()).getTime() < LEASE_MS / 2) await renew(token, claim);
      return rows.filter(({ id }) => claim.ids.has(id));
    },

    /** These rows are settled. */
    drop(token: string, ids: number[]) {
      const claim = claims.get(token);
      for (const id of ids) claim?.ids.delete(id);
      if (claim?.ids.size === 0) claims.delete(token);
    },

    stop() {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
};

export type Claims = ReturnType<typeof createClaims>;
