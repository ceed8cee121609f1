import * as React from 'react';
import { Box, Button } from '@strapi/design-system';
import { Pencil, Plus, Trash } from '@strapi/icons';

import type { Center } from '../../../../server/contracts';
import { useDeleteCenterMutation, useFindCenterQuery, useFindCentersQuery } from '../../api/centers';
import { CellText } from '../../components/CellText';
import { Confirmation } from '../../components/Confirmation';
import { DataTable, type Column } from '../../components/DataTable';
import { ListView } from '../../components/ListView';
import { SearchField } from '../../components/SearchField';
import { SettingsPage } from '../../components/SettingsPage';
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

const DEFAULT_SORT = 'name:ASC';

type Asked = { verb: 'new' } | { verb: 'edit' | 'delete'; center: Center };

const Centers = () => {
  const t = useTranslate();
  const notify = useNotify();
  const formats = useFormats();
  const params = useListParams();
  const [asked, setAsked] = React.useState<Asked | null>(null);
  const [remove] = useDeleteCenterMutation();
  const query = useFindCentersQuery(params.request(DEFAULT_SORT));
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

  const columns: Column<Center>[] = [
    {
      label: t('field.name'),
      field: 'name',
      cell: ({ name }) => <CellText fontWeight="semiBold">{name}</CellText>,
    },
    { label: t('field.time-zone'), from: 620, cell: ({ timeZone }) => timeZone },
    { label: t('centers.clients'), cell: ({ clientCount }) => formats.number(clientCount) },
    { label: t('centers.staff'), cell: ({ staffCount }) => formats.number(staffCount) },
  ];

  return (
    <SettingsPage
      title={t('centers.title')}
      subtitle={t('centers.subtitle')}
      permissions={['centersManage']}
      primaryAction={newButton}
    >
      <Box maxWidth="32rem" paddingBottom={4}>
        <SearchField
          label={t('centers.search')}
          value={params.get('_q')}
          onChange={(value) => params.change({ _q: value })}
        />
      </Box>
      <ListView query={query} params={params} filters={['_q']} empty={{ text: t('centers.empty'), action: newButton }}>
        {(rows) => (
          <DataTable
            rows={rows}
            columns={columns}
            params={params}
            defaultSort={DEFAULT_SORT}
            actions={(center) => [
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
        )}
      </ListView>
      {asked?.verb === 'new' && <CenterDialog center={null} usualZone={query.data?.meta.timeZone} onClose={close} />}
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
