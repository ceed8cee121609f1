import {
  Box,
  Button,
  Flex,
  MultiSelect,
  MultiSelectOption,
  SingleSelect,
  SingleSelectOption,
} from '@strapi/design-system';
import { Cross } from '@strapi/icons';

import { useFindEveryCenterQuery } from '../../api/centers';
import { useFindEveryTemplateQuery } from '../../api/templates';
import { STATES } from '../../constants';
import { useAllowed } from '../../hooks/useAllowed';
import type { ListParams } from '../../hooks/useListParams';
import { useTranslate } from '../../hooks/useTranslate';
import { SearchField } from '../SearchField';
import { FILTER_NAMES, VALIDITIES } from './filters';

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
    <Box width={{ initial: '100%', small: value.length === 0 ? '15rem' : '20rem' }}>
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
  /** The queue is about one state, and needs no filter for it. */
  withState?: boolean;
}

/** Search and filters of certificate lists; all of it is in the address. */
export const FilterBar = ({ params, withState = true }: Props) => {
  const t = useTranslate();
  const allowed = useAllowed();
  const { data: templates = [] } = useFindEveryTemplateQuery(undefined, { skip: !allowed('templatesRead') });
  const { data: centers } = useFindEveryCenterQuery(undefined);
  const isFiltered = FILTER_NAMES.some((name) => params.get(name)) || params.get('_q') !== '';

  return (
    <Flex gap={2} wrap="wrap" paddingBottom={4} role="search">
      <Box width={{ initial: '100%', small: '22rem' }}>
        <SearchField
          label={t('list.search-client')}
          value={params.get('_q')}
          onChange={(value) => params.change({ _q: value })}
        />
      </Box>
      {withState && (
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
          options={templates.map(asOption)}
          value={params.list('template')}
          onChange={(template) => params.change({ template })}
        />
      )}
      {withState && (
        <Box width={{ initial: '100%', small: '15rem' }}>
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
      {isFiltered && (
        <Button
          variant="ghost"
          size="S"
          startIcon={<Cross />}
          onClick={() => params.change({ _q: null, ...Object.fromEntries(FILTER_NAMES.map((name) => [name, null])) })}
        >
          {t('list.clear-filters')}
        </Button>
      )}
    </Flex>
  );
};
