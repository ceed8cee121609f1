import { parseFilters, parseSort } from '../../../server/src/domain/list-query';

const refused = (code: string) => expect.objectContaining({ code, status: 400 });

describe('a list', () => {
  it.each(['2026-02-30', '2026-1-1', 'tomorrow', 'null', '9999-12-31', '0000-01-01', 5])(
    'takes no day that is none for a filter: %s',
    (day) => {
      expect(() => parseFilters({ validUntil: { $gte: day } }, ['validUntil'])).toThrow(refused('filter_invalid'));
    }
  );

  it.each(['5', 'March', '2026', '03/01/2026', '2026-03-01 10:00', '2026-13-01T10:00:00Z'])(
    'takes no instant that is none for a filter: %s',
    (instant) => {
      expect(() => parseFilters({ issuedAt: { $gte: instant } }, ['issuedAt'])).toThrow(refused('filter_invalid'));
    }
  );

  it.each(['2026-03-01', '2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000+01:00'])(
    'takes an instant: %s',
    (instant) => {
      const filter = parseFilters({ issuedAt: instant }, ['issuedAt']);
      expect(filter).toMatchObject({ of: [{ value: new Date(instant) }] });
    }
  );

  it('takes a day, and a Date of GraphQL for one', () => {
    for (const day of ['2026-02-28', new Date('2026-02-28T00:00:00Z')]) {
      expect(parseFilters({ validUntil: day }, ['validUntil'])).toMatchObject({ of: [{ value: '2026-02-28' }] });
    }
  });

  it.each([
    {},
    { client: {} },
    { client: { documentId: {} } },
    { $not: {} },
    { $or: [] },
    { $or: [{}] },
    { $and: [{ state: 'approved' }, {}] },
    { $or: [{ state: {} }] },
    { $not: { state: {} } },
    { state: { $or: [] } },
    { state: { $or: [{}] } },
    { state: { $not: {} } },
  ])('shows nothing by a filter that compares with nothing: %j', (filters) => {
    expect(() => parseFilters(filters, ['state', 'client'])).toThrow(refused('filter_invalid'));
  });

  it.each<[object, string[]]>([
    [{ $eqi: 'APPROVED' }, ['approved']],
    [{ $startsWith: 'exp' }, ['expiring_soon', 'expired']],
    [{ $endsWith: 'ed' }, ['approved', 'expired']],
    [{ $containsi: 'PENDING' }, ['pending_approval']],
    [{ $eqi: 'nonsense' }, []],
  ])('reads text operators on the state, which no column holds: %j', (state, value) => {
    const compare = { kind: 'compare', field: 'state', comparison: '$in', value };
    expect(parseFilters({ state }, ['state'])).toEqual({ kind: 'and', of: [{ kind: 'and', of: [compare] }] });
  });

  it('negates a text operator, and takes $and, $or and $not on a field', () => {
    const match = { kind: 'match', field: 'documentId', part: 'start', text: 'ab' };
    const wanted = { documentId: { $or: [{ $startsWith: 'ab' }, { $notContains: 'c' }, 'abc'], $not: { $eqi: 'X' } } };
    expect(parseFilters(wanted, ['documentId'])).toMatchObject({
      of: [
        {
          kind: 'and',
          of: [
            {
              kind: 'or',
              of: [
                { kind: 'and', of: [match] },
                { kind: 'and', of: [{ kind: 'not', of: { part: 'any', text: 'c' } }] },
                { kind: 'compare', comparison: '$eq', value: 'abc' },
              ],
            },
            { kind: 'not', of: { kind: 'and', of: [{ part: 'whole', text: 'X' }] } },
          ],
        },
      ],
    });
  });

  it.each([
    { validUntil: { $startsWith: '2026' } },
    { issuedAt: { $eqi: '2026-03-01' } },
    { documentId: { $contains: null } },
    { documentId: { $startsWith: ['a'] } },
    { documentId: { $contains: 'x'.repeat(256) } },
    { state: { $or: Array.from({ length: 60 }, () => 'approved') } },
  ])('refuses text operators on what is no text, and by what is none: %j', (filters) => {
    const fields = ['validUntil', 'issuedAt', 'documentId', 'state'] as const;
    expect(() => parseFilters(filters, fields)).toThrow(refused('filter_invalid'));
  });

  it.each(['name,issuedAt,validUntil,expiresAt', 'name,issuedAt,validUntil,password', 'name,password', 'name:up', ','])(
    'drops nothing of a sort that it cannot follow: %s',
    (sort) => {
      expect(() => parseSort(sort, [])).toThrow(refused('sort_invalid'));
    }
  );

  it('sorts by three fields', () => {
    expect(parseSort(['name', 'issuedAt:desc,validUntil'], [])).toEqual([
      { field: 'name', descending: false },
      { field: 'issuedAt', descending: true },
      { field: 'validUntil', descending: false },
    ]);
  });
});
