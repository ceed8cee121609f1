import type { ListParams } from '../../hooks/useListParams';

/** Presets of the validity filter, and over how many days they look. */
export const VALIDITIES = ['past', '7', '30', '84', 'none'] as const;
export type Validity = (typeof VALIDITIES)[number];

export const FILTER_NAMES = ['state', 'template', 'center', 'client', 'validity'] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
/** Those of a list that is about one state. */
export const QUEUE_FILTER_NAMES = ['template', 'center', 'client'] as const;

const DAY = 86_400_000;

/** The day (`YYYY-MM-DD`) that a place is on, and those after it. */
const daysAt = (now: Date, timeZone: string) => {
  const written = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(now);
  const part = (name: Intl.DateTimeFormatPartTypes) => written.find(({ type }) => type === name)?.value ?? '';
  const today = new Date(`${part('year')}-${part('month')}-${part('day')}T00:00:00Z`);
  return (ahead: number): string => new Date(today.getTime() + ahead * DAY).toISOString().slice(0, 10);
};

const validUntil = (validity: Validity, day: (ahead: number) => string): Record<string, unknown> => {
  switch (validity) {
    case 'past':
      return { $lt: day(0) };
    case 'none':
      return { $null: true };
    default:
      // Today is the first of them, as in the figures of the home page.
      return { $between: [day(0), day(Number(validity) - 1)] };
  }
};

const isValidity = (value: string): value is Validity => (VALIDITIES as readonly string[]).includes(value);

/** Whether what the address says depends on what day it is. */
export const asksForDays = (params: Pick<ListParams, 'get'>): boolean => isValidity(params.get('validity'));

/** The API's `filters` for what the address says, but for the validity. */
export const filtersOf = (params: Pick<ListParams, 'list'>): Record<string, unknown> => {
  const filters: Record<string, unknown> = {};
  for (const name of ['state', 'template', 'center', 'client']) {
    const values = params.list(name);
    if (values.length > 0) filters[name] = { $in: values };
  }
  return filters;
};

/**
 * The API's `filters` for the validity that the address asks for.
 * @param timeZone IANA name: days begin there when they begin in the plugin's figures, wherever the reader is
 */
export const validityFilterOf = (
  params: Pick<ListParams, 'get'>,
  timeZone: string,
  now = new Date()
): Record<string, unknown> => {
  const validity = params.get('validity');
  return isValidity(validity) ? { validUntil: validUntil(validity, daysAt(now, timeZone)) } : {};
};
