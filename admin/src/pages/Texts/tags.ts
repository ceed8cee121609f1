import type { MessageText, TextVariableInfo } from '../../../../server/contracts';
import type { Texts } from '../../api/texts';

/** The parts of a text that people write. */
export const FIELDS = ['subject', 'text', 'push'] as const satisfies (keyof MessageText)[];
export type Field = (typeof FIELDS)[number];

/** Something that a text may name. */
export interface Variable extends Pick<TextVariableInfo, 'name' | 'kind'> {
  /** It stands for something inside the list of certificates only. */
  isInList: boolean;
}

/** What a variable is written as: around what is selected where it has two parts, else in its place. */
export const tagOf = ({ name, kind }: Variable): { open: string; close: string } => {
  if (kind === 'flag') return { open: `{{#${name}}}`, close: `{{/${name}}}` };
  if (kind === 'list') return { open: `{{#${name}}}\n- {{name}}`, close: `\n{{/${name}}}` };
  return { open: `{{${name}}}`, close: '' };
};

/** The variables that mean something in a field: a subject is one line, and a push tells no names. */
export const variablesOf = (field: Field, { variables, listVariables, pushVariables }: Texts): Variable[] => {
  const all: Variable[] = variables.map(({ name, kind }) => ({ name, kind, isInList: false }));
  if (field === 'push') return all.filter(({ name }) => pushVariables.includes(name));
  if (field === 'subject') return all.filter(({ kind }) => kind !== 'list');
  return [...all, ...listVariables.map((name) => ({ name, kind: 'text' as const, isInList: true }))];
};

/**
 * Writes a variable where the caret is, or around what is selected.
 * @returns where the caret belongs then
 */
export const insertTag = (
  value: string,
  selection: { start: number; end: number },
  variable: Variable
): { inserted: string; caret: number } => {
  const { open, close } = tagOf(variable);
  const selected = close === '' ? '' : value.slice(selection.start, selection.end);
  return { inserted: `${open}${selected}${close}`, caret: selection.start + open.length + selected.length };
};
