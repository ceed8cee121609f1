export { composeMail, type MailContent } from './mail';
export { checkText, languageTexts, renderText, type RenderedText } from './render';
export { sampleView } from './sample';
export {
  LIST_VARIABLES,
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
