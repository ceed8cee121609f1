import { FIELDS, insertTag, tagOf, variablesOf, type Variable } from '../../../admin/src/pages/Texts/tags';
import en from '../../../admin/src/translations/en.json';
import {
  checkText,
  LIST_VARIABLES,
  PUSH_VARIABLES,
  TEXT_KEYS,
  TEXT_VARIABLES,
} from '../../../server/src/notifications/texts';

const texts = {
  keys: [...TEXT_KEYS],
  locales: ['en'],
  variables: Object.entries(TEXT_VARIABLES).map(([name, { kind, description }]) => ({ name, kind, description })),
  listVariables: [...LIST_VARIABLES],
  pushVariables: [...PUSH_VARIABLES],
  defaults: {},
  texts: {},
};
const text = (name: string): Variable => ({ name, kind: 'text', isInList: false });
const flag: Variable = { name: 'several', kind: 'flag', isInList: false };

const write = (value: string, start: number, end: number, variable: Variable) => {
  const { inserted, caret } = insertTag(value, { start, end }, variable);
  const result = `${value.slice(0, start)}${inserted}${value.slice(end)}`;
  return `${result.slice(0, caret)}|${result.slice(caret)}`;
};

describe('a variable that is inserted', () => {
  it('stands where the caret is, which goes behind it', () => {
    expect(write('Hello !', 6, 6, text('clientName'))).toBe('Hello {{clientName}}|!');
  });
  it('takes the place of what is selected', () => {
    expect(write('Hello you!', 6, 9, text('clientName'))).toBe('Hello {{clientName}}|!');
  });
  it('that is a condition goes around what is selected, or around the caret', () => {
    expect(write('One more', 3, 8, flag)).toBe('One{{#several}} more|{{/several}}');
    expect(write('One', 3, 3, flag)).toBe('One{{#several}}|{{/several}}');
  });
  it.each(FIELDS)('is one that the server takes in the %s', (field) => {
    for (const variable of variablesOf(field, texts)) {
      const { open, close } = tagOf(variable);
      expect(checkText({ subject: 's', text: 't', [field]: `${open}${close}` })).toEqual([]);
    }
  });
});

describe('the panel', () => {
  it('has words for every text and every variable of messages', () => {
    const wanted = [
      ...TEXT_KEYS.map((key) => `texts.key.${key}`),
      ...[...Object.keys(TEXT_VARIABLES), ...LIST_VARIABLES].map((name) => `texts.variable.${name}`),
    ];
    expect(wanted.filter((key) => !(key in en))).toEqual([]);
  });
});
