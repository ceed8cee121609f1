import { Box } from '@strapi/design-system';

import type { StaffCertificate } from '../../../../server/contracts';
import { CellLink, CellText } from '../../components/CellText';
import { DataTable, type Column } from '../../components/DataTable';
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
  trash: { label: 'field.trashed-at', field: 'trashedAt', of: (row: StaffCertificate) => row.trashedAt },
} as const;

export const CertificateTable = ({ view, rows, params, selected, isSelectable, onSelect }: Props) => {
  const t = useTranslate();
  const formats = useFormats();
  const last = lastColumn[view];
  const nameOf = ({ client }: StaffCertificate) => client?.username ?? t('field.no-client');

  const columns: Column<StaffCertificate>[] = [
    {
      label: t('field.client'),
      field: 'client',
      cell: (row) => (
        <>
          <CellText fontWeight="semiBold" maxWidth="22rem">
            {nameOf(row)}
          </CellText>
          {row.client?.email && (
            <CellText variant="pi" textColor="neutral600" maxWidth="22rem">
              {row.client.email}
            </CellText>
          )}
        </>
      ),
    },
    {
      label: t('field.certificate'),
      field: 'name',
      cell: ({ documentId, name, center }) => (
        <>
          <CellLink to={ROUTE.certificate(documentId)}>{name}</CellLink>
          {center && (
            <CellText variant="pi" textColor="neutral600">
              {center.name}
            </CellText>
          )}
        </>
      ),
    },
    {
      label: t('field.state'),
      cell: ({ state }) => (
        <Box style={{ whiteSpace: 'normal' }}>
          <StateBadge state={state} />
        </Box>
      ),
    },
    {
      label: t('field.valid-until'),
      field: 'validUntil',
      from: 800,
      cell: ({ expires, validUntil }) => (expires ? formats.day(validUntil) : t('field.never-expires')),
    },
    {
      label: t(last.label),
      field: last.field,
      first: 'DESC',
      from: 960,
      cell: (row) => formats.date(last.of(row), row.timeZone),
    },
  ];

  return (
    <DataTable
      rows={rows}
      columns={columns}
      params={params}
      defaultSort={DEFAULT_SORT[view]}
      to={({ documentId }) => ROUTE.certificate(documentId)}
      selection={
        isSelectable
          ? {
              selected,
              onSelect,
              label: (row) => t('bulk.select', { name: row.name, client: row.client?.username ?? '' }),
            }
          : undefined
      }
    />
  );
};
