import type { ListParams } from '../../hooks/useListParams';

/** Presets of the validity filter, and the days ahead that they look. */
export const VALIDITIES = ['past', '7', '30', '84', 'none'] as const;
export type Validity = (typeof VALIDITIES)[number];

const dayFromToday = (days: number): string => {
  const date = new Date();
  date.setDate(date.getDate() + days);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
};

const validUntil = (validity: Validity): Record<string, unknown> => {
  switch (validity) {
    case 'past':
      return { $lt: dayFromToday(0) };
    case 'none':
      return { $null: true };
    default:
      return { $between: [dayFromToday(0), dayFromToday(Number(validity))] };
  }
};

const isValidity = (value: string): value is Validity => (VALIDITIES as readonly string[]).includes(value);

/** The API's `filters` for what the address says. */
export const filtersOf = (params: Pick<ListParams, 'get' | 'list'>): Record<string, unknown> => {
  const filters: Record<string, unknown> = {};
  for (const name of ['state', 'template', 'center', 'client']) {
    const values = params.list(name);
    if (values.length > 0) filters[name] = { $in: values };
  }
  const validity = params.get('validity');
  if (isValidity(validity)) filters.validUntil = validUntil(validity);
  return filters;
};

export const FILTER_NAMES = ['state', 'template', 'center', 'client', 'validity'] as const;
