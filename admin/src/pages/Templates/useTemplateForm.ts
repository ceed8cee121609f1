import * as React from 'react';

import type { Template, TemplateBody } from '../../../../server/contracts';
import { useDraft, useKeepDraft } from '../../hooks/useDraft';
import { useTranslate } from '../../hooks/useTranslate';
import { changesOf, errorsOf, initialValues, toBody, type TemplateValues } from './template-values';

/** The values of a template's form, and what of them was typed before the session ended. */
export const useTemplateForm = (template: Template | null) => {
  const t = useTranslate();
  const [seen] = React.useState(() => initialValues(template));
  const draft = useDraft<TemplateValues>(`template.${template?.documentId ?? 'new'}`);
  const [values, setValues] = React.useState(draft.found ?? seen);
  const [isTried, setIsTried] = React.useState(false);
  const [takenName, setTakenName] = React.useState<string | null>(null);

  useKeepDraft(draft, JSON.stringify(values) === JSON.stringify(seen) ? null : values);

  const errors = errorsOf(values, template === null, t);
  if (takenName !== null && values.name === takenName) errors.name = t('error.name_taken');

  return {
    values,
    set: <K extends keyof TemplateValues>(name: K) => {
      return (value: TemplateValues[K]) => setValues((before) => ({ ...before, [name]: value }));
    },
    /** Whether the form begins with what was typed before. */
    isFound: draft.found !== null,
    forget: draft.drop,
    errors: isTried ? errors : {},
    /** The server knows another template of this name. */
    refuseName: () => setTakenName(values.name),
    /** Whether everything is there; what is missing the fields then say. */
    isComplete: (): boolean => {
      setIsTried(true);
      return Object.keys(errors).length === 0;
    },
    /** All of a new template. */
    body: (): TemplateBody => toBody(values),
    /** Of one that exists what is to be changed. */
    changes: (): Partial<TemplateBody> => changesOf(seen, values),
  };
};
