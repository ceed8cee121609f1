import * as React from 'react';
import { Badge, Box, Button, Field, Flex, Textarea, TextInput, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';

import type { MessageText } from '../../../../server/contracts';
import type { Texts } from '../../api/texts';
import { Confirmation } from '../../components/Confirmation';
import { DraftNotice } from '../../components/DraftNotice';
import { Panel } from '../../components/Panel';
import { UnsavedChanges } from '../../components/UnsavedChanges';
import { useTranslate } from '../../hooks/useTranslate';
import { insertTag, type Field as FieldName, type Variable } from './tags';
import { TextPreview } from './TextPreview';
import { useTextForm } from './useTextForm';
import { VariableList } from './VariableList';

/** Writing on the left and what comes of it on the right; below each other where there is no room. */
const Columns = styled(Box)`
  align-items: start;
  display: grid;
  gap: ${({ theme }) => theme.spaces[5]};
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 40rem), 1fr));
`;

const Tall = styled(Textarea)`
  font-family: monospace;
  min-height: 26rem;
`;

const Shipped = ({ text, fields }: { text: MessageText; fields: FieldName[] }) => {
  const t = useTranslate();
  return (
    <Flex tag="dl" direction="column" alignItems="stretch" gap={3} background="neutral100" hasRadius padding={4}>
      {fields.map((field) => (
        <Box key={field}>
          <Typography tag="dt" variant="sigma" textColor="neutral600">
            {t(`texts.field.${field}`)}
          </Typography>
          <Typography tag="dd" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {text[field]}
          </Typography>
        </Box>
      ))}
    </Flex>
  );
};

interface Props {
  texts: Texts;
  textKey: string;
  locale: string;
}

/** One text in one language: written, looked at, tried out, and put back. */
export const TextEditor = ({ texts, textKey, locale }: Props) => {
  const t = useTranslate();
  const form = useTextForm(texts, textKey, locale);
  const [field, setField] = React.useState<FieldName>('text');
  const [isResetting, setIsResetting] = React.useState(false);
  const [showsShipped, setShowsShipped] = React.useState(false);
  const elements = React.useRef<Partial<Record<FieldName, HTMLInputElement | HTMLTextAreaElement | null>>>({});
  const shippedId = React.useId();

  const insert = (variable: Variable) => {
    const element = elements.current[field];
    if (!element) return;
    const selection = { start: element.selectionStart ?? 0, end: element.selectionEnd ?? 0 };
    const { inserted, caret } = insertTag(element.value, selection, variable);
    element.focus();
    // The browser's own way of typing for somebody: what it writes can be undone as if they had typed it.
    document.execCommand('insertText', false, inserted);
    element.setSelectionRange(caret, caret);
  };

  const input = (name: FieldName) => {
    const common = {
      value: form.values[name] ?? '',
      onFocus: () => setField(name),
      onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
        form.set(name, event.target.value),
    };
    const keep = (element: HTMLInputElement | HTMLTextAreaElement | null) => void (elements.current[name] = element);
    return (
      <Field.Root
        key={name}
        name={name}
        required
        error={form.errors[name]}
        hint={name === 'subject' ? undefined : t(`texts.hint.${name}`)}
      >
        <Field.Label>{t(`texts.field.${name}`)}</Field.Label>
        {name === 'text' ? <Tall ref={keep} {...common} /> : <TextInput ref={keep} {...common} />}
        <Field.Error />
        <Field.Hint />
      </Field.Root>
    );
  };

  return (
    <Columns>
      <Flex direction="column" alignItems="stretch" gap={5}>
        <Panel
          title={t('texts.edit')}
          action={
            <Badge size="S" active={form.own !== null}>
              {t(form.own ? 'texts.own' : 'texts.shipped')}
            </Badge>
          }
        >
          {form.isFound && form.isDirty && (
            <Box paddingBottom={5}>
              <DraftNotice />
            </Box>
          )}
          <form
            noValidate
            lang={locale}
            onSubmit={(event) => {
              event.preventDefault();
              if (form.isDirty && form.canSend) void form.submit();
            }}
          >
            <Flex direction="column" alignItems="stretch" gap={5}>
              {form.fields.map(input)}
              <Flex gap={2} wrap="wrap" justifyContent="flex-end">
                <Button
                  type="button"
                  variant="tertiary"
                  loading={form.isTesting}
                  disabled={!form.canSend}
                  onClick={form.sendTest}
                >
                  {t('texts.send-test')}
                </Button>
                <Button type="submit" loading={form.isSaving} disabled={!form.isDirty || !form.canSend}>
                  {t('action.update')}
                </Button>
              </Flex>
            </Flex>
          </form>
          {form.own && form.shipped && (
            <Flex direction="column" alignItems="stretch" gap={3} paddingTop={5}>
              <Flex gap={2} wrap="wrap">
                <Button
                  variant="ghost"
                  aria-expanded={showsShipped}
                  aria-controls={shippedId}
                  onClick={() => setShowsShipped(!showsShipped)}
                >
                  {t(showsShipped ? 'texts.hide-shipped' : 'texts.show-shipped')}
                </Button>
                <Button variant="danger-light" onClick={() => setIsResetting(true)}>
                  {t('texts.reset')}
                </Button>
              </Flex>
              {showsShipped && (
                <Box id={shippedId} lang={locale}>
                  <Shipped text={form.shipped} fields={form.fields} />
                </Box>
              )}
            </Flex>
          )}
        </Panel>
        <VariableList texts={texts} field={field} onInsert={insert} />
      </Flex>
      <TextPreview preview={form.preview} />
      <UnsavedChanges isDirty={form.isDirty} onLeave={form.forget} />
      {isResetting && (
        <Confirmation
          title={t('texts.reset-title')}
          confirmLabel={t('texts.reset')}
          danger
          onConfirm={form.reset}
          onClose={() => setIsResetting(false)}
        >
          {t('texts.reset-explanation')}
        </Confirmation>
      )}
    </Columns>
  );
};
