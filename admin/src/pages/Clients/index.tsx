import { Badge, Box, Flex, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { Page } from '@strapi/strapi/admin';

import type { Client } from '../../../../server/contracts';
import { useFindEveryCenterQuery } from '../../api/centers';
import { useFindClientsQuery } from '../../api/clients';
import { CellLink } from '../../components/CellText';
import { DataTable, type Column } from '../../components/DataTable';
import { ListView } from '../../components/ListView';
import { SearchField } from '../../components/SearchField';
import { permissionsFor, ROUTE } from '../../constants';
import { NOTHING } from '../../formats';
import { useFormats } from '../../hooks/useFormats';
import { useListParams } from '../../hooks/useListParams';
import { useTranslate } from '../../hooks/useTranslate';

const DEFAULT_SORT = 'username:ASC';

const Clients = () => {
  const t = useTranslate();
  const formats = useFormats();
  const params = useListParams();
  const center = params.get('center');
  const search = params.get('_q');
  const { data: centers = [] } = useFindEveryCenterQuery(undefined);
  const query = useFindClientsQuery({
    ...params.request(DEFAULT_SORT),
    ...(center ? { filters: { center } } : {}),
  });
  const columns: Column<Client>[] = [
    {
      label: t('field.client'),
      field: 'username',
      cell: ({ documentId, username, blocked }) => (
        <Flex gap={2}>
          <CellLink to={ROUTE.client(documentId)}>{username}</CellLink>
          {blocked && <Badge size="S">{t('client.blocked')}</Badge>}
        </Flex>
      ),
    },
    { label: t('field.email'), field: 'email', from: 560, cell: ({ email }) => email ?? NOTHING },
    {
      label: t('field.centers'),
      from: 760,
      cell: ({ centers: own }) => (own.length > 0 ? formats.list(own.map(({ name }) => name)) : NOTHING),
    },
  ];

  return (
    <Page.Protect permissions={permissionsFor('clientsRead')}>
      <Flex gap={2} wrap="wrap" paddingBottom={4} role="search">
        <Box width={{ initial: '100%', small: '32rem' }}>
          <SearchField label={t('clients.search')} value={search} onChange={(value) => params.change({ _q: value })} />
        </Box>
        {centers.length > 1 && (
          <Box width={{ initial: '100%', small: '22rem' }}>
            <SingleSelect
              size="S"
              aria-label={t('field.center')}
              placeholder={t('field.center')}
              value={center || null}
              onChange={(value) => params.change({ center: String(value) })}
              onClear={() => params.change({ center: null })}
              clearLabel={t('form.clear')}
            >
              {centers.map(({ documentId, name }) => (
                <SingleSelectOption key={documentId} value={documentId}>
                  {name}
                </SingleSelectOption>
              ))}
            </SingleSelect>
          </Box>
        )}
      </Flex>
      <ListView query={query} params={params} filters={['_q', 'center']} empty={{ text: t('clients.empty') }}>
        {(rows) => (
          <DataTable
            rows={rows}
            columns={columns}
            params={params}
            defaultSort={DEFAULT_SORT}
            to={({ documentId }) => ROUTE.client(documentId)}
          />
        )}
      </ListView>
    </Page.Protect>
  );
};

export default Clients;
