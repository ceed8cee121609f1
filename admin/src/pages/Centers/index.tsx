import * as React from 'react';
import { Box, Button, Table, Tbody, Td, Th, Thead, Tr, Typography, VisuallyHidden } from '@strapi/design-system';
import { Pencil, Plus, Trash } from '@strapi/icons';

import type { Center } from '../../../../server/contracts';
import { useDeleteCenterMutation, useFindCenterQuery, useFindCentersQuery } from '../../api/centers';
import { Confirmation } from '../../components/Confirmation';
import { DEFAULT_PAGE_SIZE, ListFooter } from '../../components/ListFooter';
import { RowActions } from '../../components/RowActions';
import { SearchField } from '../../components/SearchField';
import { SettingsPage } from '../../components/SettingsPage';
import { SortableTh } from '../../components/SortableTh';
import { EmptyState, ErrorState, LoadingState } from '../../components/States';
import { useFormats } from '../../hooks/useFormats';
import { useListParams } from '../../hooks/useListParams';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';
import { CenterDialog } from './CenterDialog';

/** Fetches who belongs to the centre before its dialog opens: half a list would be saved as the whole. */
const EditCenter = ({ documentId, onClose }: { documentId: string; onClose: () => void }) => {
  const { currentData, isFetching } = useFindCenterQuery(documentId, { refetchOnMountOrArgChange: true });
  return currentData && !isFetching ? <CenterDialog center={currentData} onClose={onClose} /> : null;
};

type Asked = { verb: 'new' } | { verb: 'edit' | 'delete'; center: Center };

const Centers = () => {
  const t = useTranslate();
  const notify = useNotify();
  const formats = useFormats();
  const params = useListParams();
  const [asked, setAsked] = React.useState<Asked | null>(null);
  const [remove] = useDeleteCenterMutation();
  const search = params.get('_q');
  const { data, error, isLoading, refetch } = useFindCentersQuery({
    _q: search || undefined,
    sort: params.get('sort') || 'name:ASC',
    page: params.number('page', 1),
    pageSize: params.number('pageSize', DEFAULT_PAGE_SIZE),
  });
  const close = () => setAsked(null);

  const removeCenter = async ({ documentId, name }: Center) => {
    try {
      await remove(documentId).unwrap();
      notify.success(t('centers.deleted', { name }));
    } catch (reason) {
      notify.failure(reason);
    }
  };

  const newButton = (
    <Button startIcon={<Plus />} onClick={() => setAsked({ verb: 'new' })}>
      {t('centers.new')}
    </Button>
  );

  const content = () => {
    if (isLoading) return <LoadingState />;
    if (error) return <ErrorState error={error} onRetry={refetch} />;
    if (!data || data.data.length === 0) {
      return search ? (
        <EmptyState>{t('list.empty-filtered')}</EmptyState>
      ) : (
        <EmptyState action={newButton}>{t('centers.empty')}</EmptyState>
      );
    }
    return (
      <>
        <Table colCount={5} rowCount={data.data.length + 1}>
          <Thead>
            <Tr>
              <SortableTh label={t('field.name')} field="name" params={params} defaultSort="name:ASC" />
              <SortableTh label={t('field.time-zone')} params={params} />
              <SortableTh label={t('centers.clients')} params={params} />
              <SortableTh label={t('centers.staff')} params={params} />
              <Th>
                <VisuallyHidden>{t('action.more')}</VisuallyHidden>
              </Th>
            </Tr>
          </Thead>
          <Tbody>
            {data.data.map((center) => (
              <Tr key={center.documentId}>
                <Td>
                  <Typography fontWeight="semiBold" textColor="neutral800">
                    {center.name}
                  </Typography>
                </Td>
                <Td>
                  <Typography textColor="neutral800">{center.timeZone}</Typography>
                </Td>
                <Td>
                  <Typography textColor="neutral800">{formats.number(center.clientCount)}</Typography>
                </Td>
                <Td>
                  <Typography textColor="neutral800">{formats.number(center.staffCount)}</Typography>
                </Td>
                <Td>
                  <RowActions
                    actions={[
                      {
                        label: `${t('action.edit')} ${center.name}`,
                        icon: <Pencil />,
                        onClick: () => setAsked({ verb: 'edit', center }),
                      },
                      {
                        label: `${t('action.delete')} ${center.name}`,
                        icon: <Trash />,
                        onClick: () => setAsked({ verb: 'delete', center }),
                      },
                    ]}
                  />
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
        <ListFooter pagination={data.meta.pagination} />
      </>
    );
  };

  return (
    <SettingsPage
      title={t('centers.title')}
      subtitle={t('centers.subtitle')}
      permissions={['centersManage']}
      primaryAction={newButton}
    >
      <Box maxWidth="32rem" paddingBottom={4}>
        <SearchField label={t('centers.search')} value={search} onChange={(value) => params.change({ _q: value })} />
      </Box>
      {content()}
      {asked?.verb === 'new' && <CenterDialog center={null} onClose={close} />}
      {asked?.verb === 'edit' && <EditCenter documentId={asked.center.documentId} onClose={close} />}
      {asked?.verb === 'delete' && (
        <Confirmation
          title={t('centers.delete-title', { name: asked.center.name })}
          confirmLabel={t('action.delete')}
          danger
          onConfirm={() => removeCenter(asked.center)}
          onClose={close}
        >
          {t('centers.delete-explanation')}
        </Confirmation>
      )}
    </SettingsPage>
  );
};

export default Centers;
