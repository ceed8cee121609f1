import type { FindTexts, SaveTexts } from '../../contracts';
import { invalid, unavailable } from '../domain/errors';
import { errorText, LOCALES, type Locale } from '../notifications';
import {
  checkText,
  composeMail,
  composePush,
  languageTexts,
  LIST_VARIABLES,
  PUSH_VARIABLES,
  sampleView,
  shippedPush,
  TEXT_KEYS,
  TEXT_VARIABLES,
  type MailContent,
  type PushContent,
  type Text,
  type TextKey,
  type TextOverrides,
  type TextProblem,
} from '../notifications/texts';
import type { Dependencies } from './dependencies';

/** Messages under way at once ask for the texts each; the store is asked once in this time. */
const FRESH_MS = 1_000;

type Problem = { path: string; message: string } & Partial<Pick<TextProblem, 'problem' | 'name'>>;

const isKey = (key: string): key is TextKey => (TEXT_KEYS as readonly string[]).includes(key);
const isLocale = (locale: string): locale is Locale => (LOCALES as readonly string[]).includes(locale);

const SAYS = {
  syntax: 'has a tag that does not close, or closes what was not opened',
  unknown: 'names something that there is not',
};

const problemsOf = (path: string, key: string, locale: string, text: Text | null): Problem[] => {
  if (!isKey(key)) return [{ path, message: `There is no text "${key}"` }];
  if (!isLocale(locale)) return [{ path, message: `There is no language "${locale}"` }];
  if (text === null) return [];
  if (text.push !== undefined && shippedPush(key, locale) === null) {
    return [{ path: `${path}.push`, message: `Nobody gets "${key}" by push` }];
  }
  return checkText(text).map(({ field, problem, name }) => ({
    path: `${path}.${field}`,
    message: `The ${field} ${SAYS[problem]}${name === undefined ? '' : `: ${name}`}`,
    problem,
    name,
  }));
};

const refuse = (problems: Problem[]): void => {
  if (problems.length === 0) return;
  throw invalid('text_invalid', problems.map(({ message }) => message).join('; '), {
    errors: problems.map(({ path, message }) => ({ path, message })),
    // The same for those who say it in words of their own.
    problems: problems.map(({ path, problem, name }) => ({ path, problem, name })),
  });
};

/** A text to look at: given, or the one in use where none is. */
export interface TextToShow {
  key: string;
  locale: string;
  subject?: string;
  text?: string;
  push?: string;
}

/** A text as people will get it; no push for what is told to staff. */
export interface ShownText extends MailContent {
  push: PushContent | null;
}

const shipped = (key: TextKey, locale: Locale): Text => {
  const push = shippedPush(key, locale);
  return { ...languageTexts(locale).texts[key], ...(push === null ? {} : { push }) };
};

/** The texts of messages as the installation has them. */
export const createTexts = ({ config, clock, texts, mailer }: Dependencies) => {
  const { organisation, clientAppUrl, email, push } = config.notifications;
  const issuer = { organisation, clientAppUrl };
  let held: { overrides: Promise<TextOverrides>; at: number } | null = null;

  const read = async (): Promise<TextOverrides> => {
    const overrides: TextOverrides = {};
    for (const { key, locale, ...text } of await texts.all()) {
      if (isKey(key) && isLocale(locale)) (overrides[key] ??= {})[locale] = text;
    }
    return overrides;
  };

  const overrides = (): Promise<TextOverrides> => {
    const now = clock.now().getTime();
    if (held && Math.abs(now - held.at) < FRESH_MS) return held.overrides;
    const asked = { overrides: read(), at: now };
    held = asked;
    asked.overrides.catch(() => {
      if (held === asked) held = null;
    });
    return asked.overrides;
  };

  const preview = async ({ key, locale, ...given }: TextToShow): Promise<ShownText> => {
    const inUse = isKey(key) && isLocale(locale) ? ((await read())[key]?.[locale] ?? shipped(key, locale)) : null;
    const text: Text = {
      subject: given.subject ?? inUse?.subject ?? '',
      text: given.text ?? inUse?.text ?? '',
      push: given.push ?? inUse?.push,
    };
    refuse(problemsOf('text', key, locale, text));
    const [k, l] = [key as TextKey, locale as Locale];
    const shown = { key: k, locale: l, view: sampleView(k, l, issuer), overrides: { [k]: { [l]: text } } };
    return { ...composeMail(shown), push: composePush({ ...shown, nameDocument: push.nameDocument }) };
  };

  const find = async (): Promise<FindTexts.Response['data']> => ({
    keys: [...TEXT_KEYS],
    locales: [...LOCALES],
    variables: Object.entries(TEXT_VARIABLES).map(([name, { kind, description }]) => ({ name, kind, description })),
    listVariables: [...LIST_VARIABLES],
    pushVariables: [...PUSH_VARIABLES],
    defaults: Object.fromEntries(
      TEXT_KEYS.map((key) => [key, Object.fromEntries(LOCALES.map((locale) => [locale, shipped(key, locale)]))])
    ),
    texts: await read(),
  });

  return {
    /** For the channels, which ask for each message. */
    overrides,

    find,

    /**
     * Puts texts in place of ours, or brings ours back; all of them or none.
     * @throws DomainError 400 `text_invalid` with `errors: [{ path, message }]`
     */
    async save({ texts: given }: SaveTexts.Request): Promise<FindTexts.Response['data']> {
      const rows = Object.entries(given).flatMap(([key, locales]) =>
        Object.entries(locales).map(([locale, text]) => ({ key, locale, text }))
      );
      refuse(rows.flatMap(({ key, locale, text }) => problemsOf(`texts.${key}.${locale}`, key, locale, text)));
      for (const { key, locale, text } of rows) {
        if (text === null) await texts.remove(key, locale);
        else await texts.put({ key, locale, ...text });
      }
      held = null;
      return find();
    },

    /**
     * A text as a message, filled with invented facts.
     * @throws DomainError 400 `text_invalid`
     */
    preview,

    /**
     * Sends that message to one member of staff.
     * @param to their own address
     * @throws DomainError 400 `text_invalid`, 503 `mail_failed`
     */
    async sendTest(input: TextToShow, to: string): Promise<void> {
      const { subject, text, html } = await preview(input);
      try {
        await mailer.send({
          to: [to],
          from: email.from,
          subject,
          text,
          html,
          dedupeKey: `test:${clock.now().getTime()}:${to}`,
        });
      } catch (error) {
        throw unavailable(
          'mail_failed',
          `The mail server did not take the message (${errorText(error)}). Look at the settings of Strapi's e-mail plugin.`
        );
      }
    },
  };
};

export type Texts = ReturnType<typeof createTexts>;
