/** What the seeded tables hold, known to the seed and to the rows. */
export const TEMPLATES = {
  renewing: [1, 2, 3, 4, 5],
  /** Ends without a successor: what row 2 lets expire. */
  final: 6,
  /** Issued in bulk. */
  bulk: 7,
  /** Issued to new clients. */
  forNewClients: 8,
};

/** Certificates that one client holds. */
export const PER_CLIENT = 5;
const SLICES = 12;
const DAY = 86_400_000;
const FIRST_END = Date.UTC(2035, 0, 1);

/**
 * Certificates have ids 1 to `size` and end far in the future, but for `SLICES` runs of ids, each of which ends on a day
 * of its own: a lap moves the clock behind one such day, and one slice is due. Every `step`th certificate is of the
 * template that does not renew, and in no slice.
 */
export const layout = (size) => {
  const due = Math.min(1_000, Math.floor(size / 10));
  const sliceRows = Math.min(50_000, Math.floor((size * 0.9) / SLICES));
  return {
    size,
    due,
    step: Math.floor(size / due),
    sliceRows,
    slices: SLICES,
    clients: Math.ceil(size / PER_CLIENT),
    slice: (index) => ({ from: index * sliceRows + 1, to: (index + 1) * sliceRows }),
    /** When a slice has ended. */
    endOf: (index) => new Date(FIRST_END + index * 10 * DAY),
    farEnd: new Date(Date.UTC(2037, 0, 1)),
    now: new Date(Date.UTC(2034, 0, 1)),
  };
};

export const dayOf = (instant) => new Date(instant.getTime() - DAY).toISOString().slice(0, 10);

/**
 * Rows of the peer in one lap: a thousand in all at the smallest size. It writes row by row, so that fewer tell as much
 * where it is only to be seen whether the table's size matters to it.
 */
export const peerRows = ({ first, options }) => (first && !options.quick ? 200 : 40);
