/**
 * The statements that the set-based rows cannot do without, written by hand for runs of ids: what the work costs the
 * database when nothing but the work is done.
 */
const EVENT = ['document_id', 'certificate_id', 'action', 'at', 'actor_type', 'details'];
const OUTBOX = [
  ...['document_id', 'certificate_id', 'client_id', 'event', 'channel', 'dedupe_key', 'batch_key', 'state', 'attempts'],
  'next_attempt_at',
];
const CERTIFICATE = [
  ...['document_id', 'name', 'expires', 'state', 'template_id', 'client_id', 'center_id', 'origin_key'],
  ...['predecessor_id', 'issued_at', 'revision'],
];
const STAMPS = ['created_at', 'updated_at', 'published_at'];

/** @param where a condition on `c`, the certificates, with its bindings */
export const statements = (trx, { tables, sql }, { at, batch }) => {
  const { instant } = sql;
  const stamps = `${instant}, ${instant}, ${instant}`;

  const insert = (table, columns, select, bindings) =>
    trx.raw(`insert into ${table} (${[...columns, ...STAMPS].join(', ')}) ${select}`, bindings);

  const history = (action, details, where, bindings) =>
    insert(
      tables.events,
      EVENT,
      `select ${sql.documentId()}, c.id, '${action}', ${instant}, 'system', ${details ? `'${details}'` : 'null'}, ${stamps}
         from ${tables.certificates} c where ${where}`,
      [at, at, at, at, ...bindings]
    );

  const dedupe = (event) =>
    event === 'certificate.created'
      ? sql.concat(`'${event}:'`, 'c.document_id', `':email'`)
      : sql.concat(`'${event}:'`, 'c.document_id', `':'`, sql.day('c.valid_until'), `':event:email'`);

  const outbox = (event, where, bindings) =>
    insert(
      tables.notifications,
      OUTBOX,
      `select ${sql.documentId()}, c.id, c.client_id, '${event}', 'email', ${dedupe(event)}, ${sql.text}, 'pending', 0,
              ${instant}, ${stamps}
         from ${tables.certificates} c join ${tables.users} u on u.id = c.client_id
        where (u.blocked = ${sql.false} or u.blocked is null) and ${where}`,
      [batch, at, at, at, at, ...bindings]
    );

  return {
    history,
    outbox,

    /** The rest of a run of ids, whose rows have just expired: history, outbox, successors and theirs. */
    async expire([from, to], { renew }) {
      const run = 'c.id between ? and ?';
      const due = `id between ? and ? and state in ('approved', 'expiring_soon') and expires_at <= ?
        and archived_at is null and trashed_at is null`;
      const archived = renew ? `, archived_at = ${instant}, renewed_at = ${instant}` : '';
      await trx.raw(
        `update ${tables.certificates} set state = 'expired', expired_for = valid_until, updated_at = ${instant}${archived} where ${due}`,
        [at, ...(renew ? [at, at] : []), from, to, at]
      );
      const expired = `${run} and c.state = 'expired' and c.updated_at = ${instant}`;
      await history('expired', null, expired, [from, to, at]);
      await outbox('certificate.expired', expired, [from, to, at]);
      if (!renew) return;
      await insert(
        tables.certificates,
        CERTIFICATE,
        `select ${sql.documentId()}, t.name, t.expires, 'missing_info', t.id, c.client_id, c.center_id,
                ${sql.concat(`'renewal:'`, 'c.document_id')}, c.id, ${instant}, 1, ${stamps}
           from ${tables.certificates} c join ${tables.templates} t on t.id = c.template_id
          where ${expired}`,
        [at, at, at, at, from, to, at]
      );
      const successors = 'c.predecessor_id between ? and ?';
      await history('issued', '{"cause":"renewal"}', successors, [from, to]);
      await outbox('certificate.created', successors, [from, to]);
      await history('archived', '{"cause":"renewal"}', expired, [from, to, at]);
    },

    /** Issues a template to a run of clients. */
    async issue([from, to], { template, origin }) {
      await insert(
        tables.certificates,
        CERTIFICATE,
        `select ${sql.documentId()}, t.name, t.expires, 'missing_info', t.id, u.id, null,
                ${sql.concat(sql.text, 'u.document_id')}, null, ${instant}, 1, ${stamps}
           from ${tables.users} u join ${tables.templates} t on t.id = ${template}
          where u.id between ? and ?`,
        [origin, at, at, at, at, from, to]
      );
      // As an expression, so that the clients are what it is found by.
      const issued = `c.client_id between ? and ? and coalesce(c.template_id, 0) = ${template}`;
      await history('issued', '{"cause":"generation"}', issued, [from, to]);
      await outbox('certificate.created', issued, [from, to]);
    },
  };
};

/** Runs of at most `size` ids. */
export function* runsOfIds(from, to, size = 1_000) {
  for (let start = from; start <= to; start += size) yield [start, Math.min(to, start + size - 1)];
}
