import * as React from 'react';

import type { MessageText, TextProblem } from '../../../../server/contracts';
import { usePreviewTextQuery, useSaveTextsMutation, useTestTextMutation, type Texts } from '../../api/texts';
import { useDebounced } from '../../hooks/useDebounced';
import { useDraft, useKeepDraft } from '../../hooks/useDraft';
import { failureOf } from '../../hooks/useErrorText';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate, type Translate } from '../../hooks/useTranslate';
import { FIELDS, type Field } from './tags';

/** As many characters as the server takes. */
const LIMITS: Record<Field, number> = { subject: 500, text: 10_000, push: 500 };

/** What a part of a text says without asking the server: nothing, or too much. */
const ownErrors = (fields: Field[], values: MessageText, t: Translate): Partial<Record<Field, string>> => {
  const errors: Partial<Record<Field, string>> = {};
  for (const field of fields) {
    const value = values[field] ?? '';
    if (value.trim() === '') errors[field] = t('form.required');
    else if (value.length > LIMITS[field]) errors[field] = t('texts.too-long', { max: LIMITS[field] });
  }
  return errors;
};

const wordsOf = ({ problem, name }: TextProblem, t: Translate): string => {
  if (problem === 'syntax') return t('texts.problem-syntax');
  return problem === 'unknown' ? t('texts.problem-unknown', { name }) : t('error.input_invalid');
};

/** What the server says of each part; nothing where the failure is another. */
const serverErrors = (error: unknown, t: Translate): Partial<Record<Field, string>> => {
  const { code, details } = failureOf(error);
  if (code !== 'text_invalid' && code !== 'input_invalid') return {};
  const problems = (details.problems ?? details.errors ?? []) as TextProblem[];
  return Object.fromEntries(problems.map((problem) => [problem.path.split('.').at(-1), wordsOf(problem, t)]));
};

/** One text in one language: as it ships, as it is, as it is being written, and how it will look. */
export const useTextForm = (texts: Texts, key: string, locale: string) => {
  const t = useTranslate();
  const notify = useNotify();
  const [save, saving] = useSaveTextsMutation();
  const [test, testing] = useTestTextMutation();
  const draft = useDraft<MessageText>(`text.${key}.${locale}`);
  const [edited, setEdited] = React.useState(draft.found);
  const [failure, setFailure] = React.useState<unknown>(null);

  const shipped = texts.defaults[key]?.[locale];
  const own = texts.texts[key]?.[locale] ?? null;
  const inUse = React.useMemo<MessageText>(() => ({ subject: '', text: '', ...shipped, ...own }), [shipped, own]);
  const values = edited ?? inUse;
  // What only staff are told has no push.
  const fields = React.useMemo(
    () => FIELDS.filter((field) => field !== 'push' || shipped?.push !== undefined),
    [shipped]
  );
  const isDirty = fields.some((field) => values[field] !== inUse[field]);
  useKeepDraft(draft, isDirty ? values : null);

  const settled = useDebounced(values, 400);
  // What is empty or too long is left out, and the server looks at the rest.
  const wrong = ownErrors(fields, settled, t);
  const shown = Object.fromEntries(fields.filter((field) => !wrong[field]).map((field) => [field, settled[field]]));
  const preview = usePreviewTextQuery({ key, locale, ...shown });
  const errors = { ...serverErrors(preview.error, t), ...serverErrors(failure, t), ...ownErrors(fields, values, t) };

  const attempt = async (work: () => Promise<string>) => {
    setFailure(null);
    try {
      notify.success(await work());
    } catch (error) {
      setFailure(error);
      if (Object.keys(serverErrors(error, t)).length === 0) notify.failure(error);
    }
  };

  const store = (text: MessageText | null, done: string) =>
    attempt(async () => {
      await save({ texts: { [key]: { [locale]: text } } }).unwrap();
      setEdited(null);
      return done;
    });

  const submit = () => {
    const isShipped = fields.every((field) => values[field] === shipped?.[field]);
    return store(isShipped ? null : values, t('texts.saved'));
  };

  return {
    fields,
    values,
    set: (field: Field, value: string) => {
      setFailure(null);
      setEdited({ ...values, [field]: value });
    },
    errors,
    /** Null: there is none, and what ships is in use. */
    own,
    shipped,
    isDirty,
    /** Whether it begins with what was typed before the session ended. */
    isFound: draft.found !== null,
    forget: draft.drop,
    canSend: Object.keys(errors).length === 0,
    preview,
    isSaving: saving.isLoading,
    isTesting: testing.isLoading,
    submit,
    reset: () => store(null, t('texts.reset-done')),
    sendTest: () => attempt(async () => t('texts.test-sent', { to: await test({ key, locale, ...values }).unwrap() })),
  };
};

export type TextForm = ReturnType<typeof useTextForm>;
