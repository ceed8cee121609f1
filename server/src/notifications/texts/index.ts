export { composeMail, type MailContent } from './mail';
export { composePush, shippedPush, type PushContent } from './push';
export { checkText, languageTexts, renderText, type RenderedText, type TextProblem } from './render';
export { sampleView } from './sample';
export {
  LIST_VARIABLES,
  PUSH_VARIABLES,
  TEXT_KEYS,
  TEXT_VARIABLES,
  type LanguageTexts,
  type Text,
  type TextKey,
  type TextOverrides,
  type TextVariable,
  type TextView,
} from './types';
export { canGroup, textKeyOf, viewOf, type Issuer } from './view';
