import { CHUNK_SIZE } from '../constants';
import { runsOf } from './batches';
import type { Dependencies } from './dependencies';
import type { Issuing } from './issuing';

const USERS = 'position:users';
const MEMBERS = 'position:members';
/** Row ids are given out before their transaction commits: what lies less far back is looked at again. */
const LOOK_BACK_MS = 10 * 60_000;

/**
 * Finds users, and members of centres, who came by a way that no hook sees: raw SQL, imports, data transfer. Each pass is
 * a range read on the primary key behind a position; it runs beside the hooks, and the unique origin keys make that
 * harmless.
 */
export const createCatchUp = (deps: Dependencies, issuing: Issuing) => {
  const { db, clock, leases, pace, people, centers, templates } = deps;
  /** Highest ids seen by this process, and when: positions move to them once they are old enough. */
  const seen = new Map<string, { id: number; at: number }[]>();

  /** Moves a position up to the highest id that was there `LOOK_BACK_MS` ago. */
  const settle = async (name: string, position: number, last: number): Promise<void> => {
    const now = clock.now().getTime();
    const sightings = seen.get(name) ?? [];
    if (sightings.at(-1)?.id !== last) sightings.push({ id: last, at: now });
    const old = sightings.filter(({ at }) => at <= now - LOOK_BACK_MS);
    const settled = old.at(-1)?.id;
    seen.set(name, sightings.slice(Math.max(0, old.length - 1)));
    if (settled !== undefined && settled > position) await leases.setPosition(name, settled);
  };

  const pass = async (
    name: string,
    mark: 'newClientsAfter' | 'newMembersAfter',
    lastId: () => Promise<number>,
    work: (after: number, upTo: number) => Promise<void>
  ): Promise<void> => {
    const position = await leases.position(name);
    const last = await lastId();
    await templates.lowerMarks(mark, last);
    if (position === null) {
      // First start: whoever is there already is not new, and is mailed nothing.
      await leases.setPosition(name, last);
      return;
    }
    // Ids restart where tables were emptied and filled anew.
    if (last < position) {
      seen.delete(name);
      await leases.setPosition(name, last);
    }
    if (last > position) await work(position, last);
    await settle(name, position, last);
  };

  return {
    /** Must run before the hooks are in place, so that the first start draws its line below later users. */
    async run(): Promise<void> {
      await pass(
        USERS,
        'newClientsAfter',
        () => deps.issuing.lastUserId(),
        async (after, upTo) => {
          await people.giveDocumentIds(after, upTo);
          for (let cursor = after; ; await pace.breathe()) {
            const ids = await db.read((knex) => deps.issuing.nextClients(knex, cursor, upTo, CHUNK_SIZE));
            if (ids.length === 0) break;
            await issuing.issueToNewUsers(ids, { foundLater: true });
            cursor = ids.at(-1) as number;
          }
        }
      );
      await pass(
        MEMBERS,
        'newMembersAfter',
        () => db.read((knex) => deps.issuing.lastMembershipId(knex)),
        async (after, upTo) => {
          for (let cursor = after; ; await pace.breathe()) {
            const rows = await centers.memberships(cursor, upTo, CHUNK_SIZE);
            if (rows.length === 0) break;
            await db.transaction(async (trx) => {
              // In the order in which people joined: the first centre is theirs.
              for (const members of runsOf(rows, (row) => row.centerId)) {
                await issuing.clientsJoined(trx, members[0]?.centerId as number, members, { foundLater: true });
              }
            });
            cursor = rows.at(-1)?.membershipId as number;
          }
        }
      );
    },
  };
};
