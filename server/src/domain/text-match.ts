/** Which part of a text has to be the one that is looked for. */
export type TextPart = 'whole' | 'start' | 'end' | 'any';

export interface TextMatch {
  part: TextPart;
  /** Everything else is looked for. */
  isNegated: boolean;
}

const match = (part: TextPart, isNegated = false): TextMatch => ({ part, isNegated });

/** Strapi's operators on text. Letter case never matters: databases differ in whether it would. */
const TEXT_OPERATORS: Record<string, TextMatch> = {
  $eqi: match('whole'),
  $nei: match('whole', true),
  $startsWith: match('start'),
  $startsWithi: match('start'),
  $endsWith: match('end'),
  $endsWithi: match('end'),
  $contains: match('any'),
  $containsi: match('any'),
  $notContains: match('any', true),
  $notContainsi: match('any', true),
};

/** What an operator looks for; undefined where it is none on text. */
export const textOperator = (name: string): TextMatch | undefined =>
  Object.hasOwn(TEXT_OPERATORS, name) ? TEXT_OPERATORS[name] : undefined;

/** Whether a part of `text` is `wanted`, letter case aside. */
export const matchesText = (text: string, part: TextPart, wanted: string): boolean => {
  const [inside, looked] = [text.toLowerCase(), wanted.toLowerCase()];
  if (part === 'whole') return inside === looked;
  if (part === 'start') return inside.startsWith(looked);
  return part === 'end' ? inside.endsWith(looked) : inside.includes(looked);
};
