import type * as React from 'react';
import { Flex, Th, Typography, VisuallyHidden } from '@strapi/design-system';
import { CaretDown, CaretUp } from '@strapi/icons';

import type { ListParams } from '../hooks/useListParams';
import { useTranslate } from '../hooks/useTranslate';

interface Props {
  label: string;
  /** The API's name of the field; without it the column does not sort. */
  field?: string;
  params: ListParams;
  /** Which way a first click sorts. */
  first?: 'ASC' | 'DESC';
  defaultSort?: string;
}

/** What the design system's row gives each of its cells: without its place a cell is out of reach of the keyboard. */
type Place = Omit<React.ComponentProps<typeof Th>, keyof Props | 'children'>;

/** A column heading that sorts the list, and says how it is sorted. */
export const SortableTh = ({ label, field, params, first = 'ASC', defaultSort = '', ...place }: Props & Place) => {
  const t = useTranslate();
  if (!field) {
    return (
      <Th {...place} role="columnheader">
        <Typography variant="sigma" textColor="neutral600">
          {label}
        </Typography>
      </Th>
    );
  }
  const [sorted, direction] = (params.get('sort') || defaultSort).split(':');
  const isSorted = sorted === field;
  const next = isSorted ? (direction === 'ASC' ? 'DESC' : 'ASC') : first;
  return (
    // The design system calls every cell a gridcell, which has no order.
    <Th
      {...place}
      role="columnheader"
      aria-sort={isSorted ? (direction === 'ASC' ? 'ascending' : 'descending') : 'none'}
    >
      <Flex
        tag="button"
        type="button"
        gap={1}
        cursor="pointer"
        background="transparent"
        borderWidth={0}
        onClick={() => params.change({ sort: `${field}:${next}` })}
      >
        <Typography variant="sigma" textColor={isSorted ? 'neutral800' : 'neutral600'}>
          {label}
        </Typography>
        <VisuallyHidden>{t('list.sort', { label })}</VisuallyHidden>
        {isSorted &&
          (direction === 'ASC' ? (
            <CaretUp fill="neutral800" aria-hidden />
          ) : (
            <CaretDown fill="neutral800" aria-hidden />
          ))}
      </Flex>
    </Th>
  );
};
