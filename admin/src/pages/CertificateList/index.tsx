import * as React from 'react';
import { Box, Flex } from '@strapi/design-system';
import { Page } from '@strapi/strapi/admin';

import type { BulkVerb } from '../../api/certificates';
import { FilterBar } from '../../components/certificate/FilterBar';
import { ListFooter } from '../../components/ListFooter';
import { ButtonLink } from '../../components/RouterLink';
import { EmptyState, ErrorState, LoadingState } from '../../components/States';
import { permissionsFor, ROUTE } from '../../constants';
import { useAllowed } from '../../hooks/useAllowed';
import { useTranslate } from '../../hooks/useTranslate';
import { BulkBar } from './BulkBar';
import { CertificateTable } from './CertificateTable';
import { ExportButton } from './ExportButton';
import { useList, type View } from './useList';

const VERBS: Record<View, BulkVerb[]> = { current: ['approve', 'archive', 'delete'], history: ['delete'], trash: [] };
const EMPTY = { current: 'list.empty-current', history: 'list.empty-history', trash: 'list.empty-trash' } as const;
const MAY = { approve: 'certificatesReview', archive: 'certificatesArchive', delete: 'certificatesDelete' } as const;

const CertificateList = ({ view }: { view: View }) => {
  const t = useTranslate();
  const allowed = useAllowed();
  const { params, request, data, error, isLoading, isFetching, refetch } = useList(view);
  const [selected, setSelected] = React.useState<string[]>([]);
  const rows = React.useMemo(() => data?.data ?? [], [data]);
  const isFiltered = request._q !== undefined || Object.keys(request.filters).length > 0;

  // Only what is on the screen is selected: nobody deletes what they do not see.
  React.useEffect(() => {
    setSelected((before) => {
      const kept = before.filter((id) => rows.some(({ documentId }) => documentId === id));
      return kept.length === before.length ? before : kept;
    });
  }, [rows]);

  const content = () => {
    if (isLoading) return <LoadingState height="48rem" />;
    if (error) return <ErrorState error={error} onRetry={refetch} />;
    if (rows.length === 0 && isFiltered) return <EmptyState>{t('list.empty-filtered')}</EmptyState>;
    if (rows.length === 0) {
      return (
        <EmptyState
          action={
            view === 'current' &&
            allowed('certificatesCreate', 'clientsRead') && (
              <ButtonLink variant="secondary" to={ROUTE.clients}>
                {t('list.empty-action')}
              </ButtonLink>
            )
          }
        >
          {t(EMPTY[view])}
        </EmptyState>
      );
    }
    return (
      // The old rows stay, paler, until the new ones are there.
      <Box style={{ opacity: isFetching ? 0.6 : 1, transition: 'opacity 120ms' }} aria-busy={isFetching}>
        <CertificateTable
          view={view}
          rows={rows}
          params={params}
          selected={selected}
          isSelectable={VERBS[view].some((verb) => allowed(MAY[verb]))}
          onSelect={setSelected}
        />
        <ListFooter pagination={data?.meta.pagination} />
      </Box>
    );
  };

  return (
    <Page.Protect permissions={permissionsFor('certificatesRead')}>
      <Flex alignItems="flex-start" justifyContent="space-between" gap={4}>
        <FilterBar params={params} />
        {rows.length > 0 && (
          <Box shrink={0}>
            <ExportButton request={request} />
          </Box>
        )}
      </Flex>
      <BulkBar
        selected={rows.filter(({ documentId }) => selected.includes(documentId))}
        verbs={VERBS[view]}
        onDone={() => setSelected([])}
      />
      {content()}
    </Page.Protect>
  );
};

export default CertificateList;
