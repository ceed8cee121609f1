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

  it.each([{ client: {} }, { client: { documentId: {} } }, { $or: [{ state: {} }] }, { $not: { state: {} } }])(
    'shows nothing by a filter that compares with nothing: %j',
    (filters) => {
      expect(() => parseFilters(filters, ['state', 'client'])).toThrow(refused('filter_invalid'));
    }
  );

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
