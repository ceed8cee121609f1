import * as React from 'react';
import { Box, Field, Flex, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useIntl } from 'react-intl';

import { useFindTextsQuery, type Texts as AllTexts } from '../../api/texts';
import { ErrorState, LoadingState } from '../../components/States';
import { useListParams } from '../../hooks/useListParams';
import { useTranslate } from '../../hooks/useTranslate';
import { TextEditor } from './TextEditor';

interface ChoiceProps {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}

const Choice = ({ label, value, options, onChange }: ChoiceProps) => (
  <Box style={{ flex: '1 1 22rem' }}>
    <Field.Root>
      <Field.Label>{label}</Field.Label>
      <SingleSelect value={value} onChange={(chosen) => onChange(String(chosen))}>
        {options.map((option) => (
          <SingleSelectOption key={option.value} value={option.value}>
            {option.label}
          </SingleSelectOption>
        ))}
      </SingleSelect>
    </Field.Root>
  </Box>
);

/** The one that the address names, where there is such a one. */
const oneOf = (all: string[], ...wanted: string[]): string => wanted.find((one) => all.includes(one)) ?? all[0] ?? '';

const Chooser = ({ texts }: { texts: AllTexts }) => {
  const t = useTranslate();
  const { locale: panelLocale } = useIntl();
  const params = useListParams();
  const textKey = oneOf(texts.keys, params.get('text'));
  const locale = oneOf(texts.locales, params.get('language'), panelLocale, 'en');
  const languages = React.useMemo(() => new Intl.DisplayNames(panelLocale, { type: 'language' }), [panelLocale]);

  /** Those that are no longer what ships are easy to find again. */
  const marked = (label: string, isOwn: boolean) => (isOwn ? t('texts.option-own', { label }) : label);

  return (
    <>
      <Flex gap={5} wrap="wrap" paddingBottom={5}>
        <Choice
          label={t('notifications.event')}
          value={textKey}
          options={texts.keys.map((key) => ({
            value: key,
            label: marked(t(`texts.key.${key}` as 'texts.key.certificate.created'), key in texts.texts),
          }))}
          onChange={(text) => params.change({ text, language: locale })}
        />
        <Choice
          label={t('texts.language')}
          value={locale}
          options={texts.locales.map((one) => ({
            value: one,
            label: marked(languages.of(one) ?? one, texts.texts[textKey]?.[one] !== undefined),
          }))}
          onChange={(language) => params.change({ text: textKey, language })}
        />
      </Flex>
      <TextEditor key={`${textKey} ${locale}`} texts={texts} textKey={textKey} locale={locale} />
    </>
  );
};

/** The words in which people are told things: those that ship, or one's own. */
const Texts = () => {
  const { data, error, refetch } = useFindTextsQuery(undefined);
  if (data) return <Chooser texts={data} />;
  return error ? <ErrorState error={error} onRetry={refetch} /> : <LoadingState height="60rem" />;
};

export default Texts;
