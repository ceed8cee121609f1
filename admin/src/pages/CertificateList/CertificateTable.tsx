import * as React from 'react';
import { Box, Checkbox, Table, Tbody, Td, Th, Thead, Tr, Typography } from '@strapi/design-system';
import { useNavigate } from 'react-router-dom';

import type { StaffCertificate } from '../../../../server/contracts';
import { TextLink } from '../../components/RouterLink';
import { SortableTh } from '../../components/SortableTh';
import { StateBadge } from '../../components/StateBadge';
import { ROUTE } from '../../constants';
import { useFormats } from '../../hooks/useFormats';
import type { ListParams } from '../../hooks/useListParams';
import { useTranslate } from '../../hooks/useTranslate';
import { DEFAULT_SORT, type View } from './useList';

interface Props {
  view: View;
  rows: StaffCertificate[];
  params: ListParams;
  selected: string[];
  isSelectable: boolean;
  onSelect: (documentIds: string[]) => void;
}

/** The day that says why a certificate is in this list. */
const lastColumn = {
  current: { label: 'field.issued-at', field: 'issuedAt', of: (row: StaffCertificate) => row.issuedAt },
  history: { label: 'field.archived-at', field: 'archivedAt', of: (row: StaffCertificate) => row.archivedAt },
  trash: { label: 'field.trashed-at', field: undefined, of: (row: StaffCertificate) => row.trashedAt },
} as const;

export const CertificateTable = ({ view, rows, params, selected, isSelectable, onSelect }: Props) => {
  const t = useTranslate();
  const formats = useFormats();
  const navigate = useNavigate();
  const last = lastColumn[view];
  const all = rows.map(({ documentId }) => documentId);
  const isAll = all.length > 0 && selected.length === all.length;
  const common = { params, defaultSort: DEFAULT_SORT[view] };
  const stop = (event: React.SyntheticEvent) => event.stopPropagation();

  return (
    <Table colCount={isSelectable ? 6 : 5} rowCount={rows.length + 1}>
      <Thead>
        <Tr>
          {isSelectable && (
            <Th>
              <Checkbox
                aria-label={t('bulk.select-all')}
                checked={isAll ? true : selected.length > 0 ? 'indeterminate' : false}
                onCheckedChange={() => onSelect(isAll ? [] : all)}
              />
            </Th>
          )}
          <SortableTh {...common} label={t('field.client')} field="client" />
          <SortableTh {...common} label={t('field.certificate')} field="name" />
          <SortableTh {...common} label={t('field.state')} />
          <SortableTh {...common} label={t('field.valid-until')} field="validUntil" />
          <SortableTh {...common} label={t(last.label)} field={last.field} first="DESC" />
        </Tr>
      </Thead>
      <Tbody>
        {rows.map((row) => {
          const { documentId, client, name, state, validUntil, expires, center } = row;
          const to = ROUTE.certificate(documentId);
          return (
            <Tr key={documentId} onClick={() => navigate(to)} style={{ cursor: 'pointer' }}>
              {isSelectable && (
                <Td onClick={stop}>
                  <Checkbox
                    aria-label={t('bulk.select', { name, client: client?.username ?? '' })}
                    checked={selected.includes(documentId)}
                    onCheckedChange={(checked) =>
                      onSelect(checked ? [...selected, documentId] : selected.filter((id) => id !== documentId))
                    }
                  />
                </Td>
              )}
              <Td>
                <Box maxWidth="20rem">
                  <Typography ellipsis tag="p" fontWeight="semiBold" textColor="neutral800">
                    {client?.username ?? t('field.no-client')}
                  </Typography>
                  {client?.email && (
                    <Typography ellipsis tag="p" variant="pi" textColor="neutral600">
                      {client.email}
                    </Typography>
                  )}
                </Box>
              </Td>
              <Td onClick={stop}>
                <TextLink to={to}>{name}</TextLink>
                <Typography tag="p" variant="pi" textColor="neutral600">
                  {center?.name}
                </Typography>
              </Td>
              <Td>
                <Box style={{ whiteSpace: 'nowrap' }}>
                  <StateBadge state={state} />
                </Box>
              </Td>
              <Td>
                <Typography textColor="neutral800">
                  {expires ? formats.day(validUntil) : t('field.never-expires')}
                </Typography>
              </Td>
              <Td>
                <Typography textColor="neutral800">{formats.date(last.of(row), center?.timeZone)}</Typography>
              </Td>
            </Tr>
          );
        })}
      </Tbody>
    </Table>
  );
};
