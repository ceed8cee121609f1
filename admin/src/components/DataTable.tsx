import * as React from 'react';
import {
  Box,
  Checkbox,
  Flex,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Tr,
  Typography,
  VisuallyHidden,
} from '@strapi/design-system';
import { useNavigate } from 'react-router-dom';

import type { ListParams } from '../hooks/useListParams';
import { useTranslate } from '../hooks/useTranslate';
import { NOTHING } from '../formats';
import { useWidth } from '../hooks/useWidth';
import { CellText } from './CellText';
import { RowActions, type RowAction } from './RowActions';
import { SortableTh } from './SortableTh';

export interface Column<T> {
  label: string;
  /** The API's name of the field to sort by; without it the column does not sort. */
  field?: string;
  /** Which way a first click sorts. */
  first?: 'ASC' | 'DESC';
  cell: (row: T) => React.ReactNode;
  /** The least width of the table (CSS pixels) that has room for it; with less it stands below the row's first cell. */
  from?: number;
  /** Nobody misses it there. */
  isExtra?: boolean;
}

interface Selection<T> {
  selected: string[];
  onSelect: (documentIds: string[]) => void;
  /** What selecting this row is called. */
  label: (row: T) => string;
}

interface Props<T> {
  rows: T[];
  /** The first is the main one. */
  columns: Column<T>[];
  params: ListParams;
  defaultSort?: string;
  selection?: Selection<T>;
  /** Where a click on the row leads. */
  to?: (row: T) => string;
  /** Buttons at the end of the row, given how wide the table is. */
  actions?: (row: T, width: number) => (RowAction | false)[];
}

const stop = (event: React.SyntheticEvent) => event.stopPropagation();

const INTERACTIVE = 'a, button, input, label, select, textarea, [role="button"], [role="checkbox"], [role="menuitem"]';

/** Whether a click means the row as a whole: not a link or button in it, nor text that somebody marks to copy it. */
const isForRow = ({ target, currentTarget }: React.MouseEvent): boolean => {
  // A dialog that belongs to the row is beside it in the page, though its events come up through the row.
  if (!(target instanceof Element) || !currentTarget.contains(target)) return false;
  return target.closest(INTERACTIVE) === null && String(window.getSelection()) === '';
};

const asCell = (content: React.ReactNode) => (typeof content === 'string' ? <CellText>{content}</CellText> : content);

/** A column that has no room, as a line. */
const Aside = ({ label, children }: { label: string; children: React.ReactNode }) => {
  if (children === NOTHING) return null;
  if (typeof children === 'string') {
    return (
      <CellText variant="pi" textColor="neutral600">
        {`${label}: ${children}`}
      </CellText>
    );
  }
  return (
    <Flex gap={1} wrap="wrap" paddingTop={1}>
      <Typography variant="pi" textColor="neutral600">
        {`${label}:`}
      </Typography>
      {children}
    </Flex>
  );
};

/** A table as the lists have it: sorted by its headings, selected by its boxes, and as wide as its page. */
export const DataTable = <T extends { documentId: string }>({
  rows,
  columns,
  params,
  defaultSort,
  selection,
  to,
  actions,
}: Props<T>) => {
  const t = useTranslate();
  const navigate = useNavigate();
  const [frame, width] = useWidth<HTMLDivElement>();
  const hasRoom = ({ from = 0 }: Column<T>) => width >= from;
  const shown = columns.filter(hasRoom);
  const aside = columns.filter((column) => !hasRoom(column) && !column.isExtra);
  const all = rows.map(({ documentId }) => documentId);
  const selected = selection?.selected ?? [];
  const isAll = all.length > 0 && selected.length === all.length;

  return (
    <div ref={frame}>
      {/* Before it is known how wide it may be, the table would measure itself as too wide. */}
      {width > 0 && (
        <Table colCount={shown.length + (selection ? 1 : 0) + (actions ? 1 : 0)} rowCount={rows.length + 1}>
          <Thead>
            <Tr>
              {selection && (
                <Th>
                  <Checkbox
                    aria-label={t('bulk.select-all')}
                    checked={isAll ? true : selected.length > 0 ? 'indeterminate' : false}
                    onCheckedChange={() => selection.onSelect(isAll ? [] : all)}
                  />
                </Th>
              )}
              {shown.map(({ label, field, first }) => (
                <SortableTh
                  key={label}
                  label={label}
                  field={field}
                  first={first}
                  params={params}
                  defaultSort={defaultSort}
                />
              ))}
              {actions && (
                <Th>
                  <VisuallyHidden>{t('action.more')}</VisuallyHidden>
                </Th>
              )}
            </Tr>
          </Thead>
          <Tbody>
            {rows.map((row) => (
              <Tr
                key={row.documentId}
                {...(to && {
                  onClick: (event: React.MouseEvent) => isForRow(event) && navigate(to(row)),
                  style: { cursor: 'pointer' },
                })}
              >
                {selection && (
                  <Td onClick={stop}>
                    <Checkbox
                      aria-label={selection.label(row)}
                      checked={selected.includes(row.documentId)}
                      onCheckedChange={(checked) =>
                        selection.onSelect(
                          checked ? [...selected, row.documentId] : selected.filter((id) => id !== row.documentId)
                        )
                      }
                    />
                  </Td>
                )}
                {shown.map(({ label, cell }, at) => (
                  <Td key={label}>
                    {at === 0 ? (
                      // The design system gives a row's first cell no room above and below.
                      <Box paddingTop={2} paddingBottom={2}>
                        {asCell(cell(row))}
                        {aside.map((column) => (
                          <Aside key={column.label} label={column.label}>
                            {column.cell(row)}
                          </Aside>
                        ))}
                      </Box>
                    ) : (
                      asCell(cell(row))
                    )}
                  </Td>
                ))}
                {actions && (
                  <Td>
                    <RowActions actions={actions(row, width)} />
                  </Td>
                )}
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </div>
  );
};
