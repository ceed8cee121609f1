import type { Dependencies } from './dependencies';

/** Admin users, for choosing a centre's staff. */
export const createStaff = ({ people }: Dependencies) => ({
  search: people.searchStaff,
});

export type Staff = ReturnType<typeof createStaff>;
