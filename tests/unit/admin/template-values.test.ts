import { changesOf, errorsOf, initialValues, toBody } from '../../../admin/src/pages/Templates/template-values';
import type { Translate } from '../../../admin/src/hooks/useTranslate';

const t: Translate = (key) => key;
const blank = initialValues(null);
const named = { ...blank, name: 'Medical certificate' };
const seen = {
  ...named,
  instructions: 'All pages',
  expiringSoonDays: 15,
  daysBefore: '30, 7',
  missingEveryDays: 3,
  missingMax: 2,
};

it('a new template needs a name, and nothing else', () => {
  expect(errorsOf(blank, true, t)).toEqual({ name: 'form.required' });
  expect(errorsOf(named, true, t)).toEqual({});
});

it.each([
  ['reminders that are no numbers', { daysBefore: 'soon' }, 'daysBefore'],
  ['too many reminders', { daysBefore: '1 2 3 4 5 6 7 8 9 10 11' }, 'daysBefore'],
  ['half a day', { expiringSoonDays: 1.5 }, 'expiringSoonDays'],
  ['no days of lead', { renewOnExpiry: true, renewalLeadDays: null }, 'renewalLeadDays'],
] as const)(
  '%s are refused beside the field, and not asked where the field is not on the screen',
  (_what, wrong, field) => {
    expect(Object.keys(errorsOf({ ...seen, ...wrong }, false, t))).toEqual([field]);
    const hidden = { ...seen, ...wrong, expires: false };
    expect(errorsOf(hidden, false, t)).toEqual({});
    expect(toBody(hidden)).toMatchObject({ expires: false, renewOnExpiry: false, reminders: { daysBefore: [] } });
    expect(toBody(hidden)).not.toHaveProperty('expiringSoonDays');
    expect(toBody(hidden)).not.toHaveProperty('renewalLeadDays');
  }
);

it('of a template that exists only what somebody changed is sent', () => {
  expect(changesOf(seen, seen)).toEqual({});
  expect(changesOf(seen, { ...seen, name: ' Insurance ' })).toEqual({ name: 'Insurance' });
  expect(changesOf(seen, { ...seen, daysBefore: '30 7 1' })).toEqual({
    reminders: { daysBefore: [30, 7, 1], missingEveryDays: 3, missingMax: 2 },
  });
});
