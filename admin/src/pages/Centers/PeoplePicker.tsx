import * as React from 'react';
import { Box, Combobox, ComboboxOption, Field, Flex, Tag, Typography } from '@strapi/design-system';
import { Cross } from '@strapi/icons';

import { useTranslate } from '../../hooks/useTranslate';

export interface Pickable {
  documentId: string;
  name: string;
  email: string | null;
}

interface Props {
  name: string;
  label: string;
  placeholder: string;
  chosen: Pickable[];
  /** What the search has found. */
  found: Pickable[];
  /** People who belong but are not listed. */
  more?: number;
  /** What a tag's button says. */
  undoLabel?: 'center.remove' | 'center.keep';
  onSearch: (text: string) => void;
  onChange: (chosen: Pickable[]) => void;
}

/** People by search: those chosen as tags, each with its own way out. */
export const PeoplePicker = ({
  name,
  label,
  placeholder,
  chosen,
  found,
  more = 0,
  undoLabel = 'center.remove',
  onSearch,
  onChange,
}: Props) => {
  const t = useTranslate();
  const [text, setText] = React.useState('');
  const search = (value: string) => {
    setText(value);
    onSearch(value);
  };
  const options = found.filter(({ documentId }) => !chosen.some((person) => person.documentId === documentId));

  return (
    <Field.Root name={name}>
      <Field.Label>{label}</Field.Label>
      <Combobox
        autocomplete="none"
        placeholder={placeholder}
        value=""
        textValue={text}
        onTextValueChange={search}
        onInputChange={(event: React.ChangeEvent<HTMLInputElement>) => search(event.currentTarget.value)}
        noOptionsMessage={() => t('center.nobody')}
        clearLabel={t('form.clear')}
        onChange={(documentId) => {
          const person = options.find((option) => option.documentId === documentId);
          if (person) onChange([...chosen, person]);
          search('');
        }}
      >
        {options.map((person) => (
          <ComboboxOption key={person.documentId} value={person.documentId} textValue={person.name}>
            {person.email ? `${person.name} (${person.email})` : person.name}
          </ComboboxOption>
        ))}
      </Combobox>
      {chosen.length > 0 && (
        <Box style={{ maxHeight: '16rem', overflowY: 'auto' }} paddingTop={2}>
          <Flex gap={2} wrap="wrap">
            {chosen.map((person) => (
              <Tag
                key={person.documentId}
                icon={<Cross aria-hidden />}
                label={t(undoLabel, { name: person.name })}
                onClick={() => onChange(chosen.filter(({ documentId }) => documentId !== person.documentId))}
              >
                {person.name}
              </Tag>
            ))}
            {more > 0 && <Typography textColor="neutral600">{t('center.more-clients', { count: more })}</Typography>}
          </Flex>
        </Box>
      )}
    </Field.Root>
  );
};
