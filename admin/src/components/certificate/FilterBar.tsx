import type * as React from 'react';
import {
  Box,
  Flex,
  IconButton,
  MultiSelect,
  MultiSelectOption,
  SingleSelect,
  SingleSelectOption,
} from '@strapi/design-system';
import { Cross } from '@strapi/icons';

import { useFindEveryCenterQuery } from '../../api/centers';
import { useFindEveryArchivedTemplateQuery, useFindEveryTemplateQuery } from '../../api/templates';
import { STATES } from '../../constants';
import { useAllowed } from '../../hooks/useAllowed';
import type { ListParams } from '../../hooks/useListParams';
import { useTranslate } from '../../hooks/useTranslate';
import { SearchField } from '../SearchField';
import { VALIDITIES, type FilterName } from './filters';

/** The same with a choice and without one: what stands behind it stays where it is. */
const WIDTH = { initial: '100%', small: '16rem' };

interface Option {
  value: string;
  label: string;
}

interface ChoiceProps {
  label: string;
  options: Option[];
  value: string[];
  onChange: (values: string[]) => void;
}

const Choice = ({ label, options, value, onChange }: ChoiceProps) => {
  const t = useTranslate();
  return (
    <Box width={WIDTH}>
      <MultiSelect
        size="S"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={onChange}
        onClear={() => onChange([])}
        clearLabel={t('form.clear')}
        customizeContent={(values = []) =>
          values.length === 1
            ? (options.find((option) => option.value === values[0])?.label ?? label)
            : `${label} (${values.length})`
        }
      >
        {options.map((option) => (
          <MultiSelectOption key={option.value} value={option.value}>
            {option.label}
          </MultiSelectOption>
        ))}
      </MultiSelect>
    </Box>
  );
};

const asOption = ({ documentId, name }: { documentId: string; name: string }): Option => ({
  value: documentId,
  label: name,
});

interface Props {
  params: ListParams;
  /** What can be asked for here. */
  names: readonly FilterName[];
}

/** Search and filters of certificate lists; all of it is in the address. */
export const FilterBar = ({ params, names }: Props) => {
  const t = useTranslate();
  const allowed = useAllowed();
  const skip = !allowed('templatesRead');
  const { data: templates = [] } = useFindEveryTemplateQuery(undefined, { skip });
  const { data: archived = [] } = useFindEveryArchivedTemplateQuery(undefined, { skip });
  const { data: centers } = useFindEveryCenterQuery(undefined);
  const isFiltered = ['_q', ...names].some((name) => params.get(name) !== '');

  return (
    <Flex gap={2} wrap="wrap" paddingBottom={4} role="search">
      <Box width={{ initial: '100%', small: '20rem' }}>
        <SearchField
          label={t('list.search-client')}
          value={params.get('_q')}
          onChange={(value) => params.change({ _q: value })}
        />
      </Box>
      {names.includes('state') && (
        <Choice
          label={t('field.state')}
          options={STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
          value={params.list('state')}
          onChange={(state) => params.change({ state })}
        />
      )}
      {/* There while its options are still coming, so that nothing below it jumps. */}
      {allowed('templatesRead') && (
        <Choice
          label={t('field.template')}
          options={[
            ...templates.map(asOption),
            // What they have issued is still in the lists.
            ...archived.map(({ documentId, name }) => ({
              value: documentId,
              label: t('list.archived-template', { name }),
            })),
          ]}
          value={params.list('template')}
          onChange={(template) => params.change({ template })}
        />
      )}
      {names.includes('validity') && (
        <Box width={WIDTH}>
          <SingleSelect
            size="S"
            aria-label={t('field.validity')}
            placeholder={t('field.validity')}
            value={params.get('validity') || null}
            onChange={(value) => params.change({ validity: String(value) })}
            onClear={() => params.change({ validity: null })}
            clearLabel={t('form.clear')}
          >
            {VALIDITIES.map((validity) => (
              <SingleSelectOption key={validity} value={validity}>
                {t(`validity.${validity}`)}
              </SingleSelectOption>
            ))}
          </SingleSelect>
        </Box>
      )}
      {(centers === undefined || centers.length > 1) && (
        <Choice
          label={t('field.center')}
          options={centers?.map(asOption) ?? []}
          value={params.list('center')}
          onChange={(center) => params.change({ center })}
        />
      )}
      {/* Its place is kept, so that nothing moves when it comes. */}
      <Box style={{ visibility: isFiltered ? 'visible' : 'hidden' }}>
        <IconButton
          variant="ghost"
          size="S"
          label={t('list.clear-filters')}
          onClick={(event: React.MouseEvent<HTMLButtonElement>) => {
            // The button goes, and would take the focus with it.
            event.currentTarget.closest('[role="search"]')?.querySelector('input')?.focus();
            params.change(Object.fromEntries(['_q', ...names].map((name) => [name, null])));
          }}
        >
          <Cross />
        </IconButton>
      </Box>
    </Flex>
  );
};
