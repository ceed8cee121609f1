import * as React from 'react';
import { Box, Flex } from '@strapi/design-system';
import { Page } from '@strapi/strapi/admin';

import type { BulkVerb } from '../../api/certificates';
import { FilterBar } from '../../components/certificate/FilterBar';
import { FILTER_NAMES } from '../../components/certificate/filters';
import { ListView } from '../../components/ListView';
import { ButtonLink } from '../../components/RouterLink';
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
  const { params, request, query, isReady } = useList(view);
  const [selected, setSelected] = React.useState<string[]>([]);
  const rows = React.useMemo(() => query.data?.data ?? [], [query.data]);

  // Only what is on the screen is selected: nobody deletes what they do not see.
  React.useEffect(() => {
    setSelected((before) => {
      const kept = before.filter((id) => rows.some(({ documentId }) => documentId === id));
      return kept.length === before.length ? before : kept;
    });
  }, [rows]);

  return (
    <Page.Protect permissions={permissionsFor('certificatesRead')}>
      <Flex alignItems="flex-start" justifyContent="space-between" gap={4}>
        <FilterBar params={params} names={FILTER_NAMES} />
        <Box shrink={0}>
          <ExportButton request={request} disabled={!isReady || rows.length === 0} />
        </Box>
      </Flex>
      <BulkBar
        selected={rows.filter(({ documentId }) => selected.includes(documentId))}
        verbs={VERBS[view]}
        onDone={() => setSelected([])}
      />
      <ListView
        query={query}
        params={params}
        filters={['_q', ...FILTER_NAMES]}
        empty={{
          text: t(EMPTY[view]),
          action: view === 'current' && allowed('certificatesCreate', 'clientsRead') && (
            <ButtonLink variant="secondary" to={ROUTE.clients}>
              {t('list.empty-action')}
            </ButtonLink>
          ),
        }}
      >
        {(shown) => (
          <CertificateTable
            view={view}
            rows={shown}
            params={params}
            selected={selected}
            isSelectable={VERBS[view].some((verb) => allowed(MAY[verb]))}
            onSelect={setSelected}
          />
        )}
      </ListView>
    </Page.Protect>
  );
};

export default CertificateList;
