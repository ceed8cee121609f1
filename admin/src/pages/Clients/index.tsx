import {
  Badge,
  Box,
  Flex,
  SingleSelect,
  SingleSelectOption,
  Table,
  Tbody,
  Td,
  Thead,
  Tr,
  Typography,
} from '@strapi/design-system';
import { Page } from '@strapi/strapi/admin';
import { useNavigate } from 'react-router-dom';

import { useFindCentersQuery } from '../../api/centers';
import { useFindClientsQuery } from '../../api/clients';
import { DEFAULT_PAGE_SIZE, ListFooter } from '../../components/ListFooter';
import { TextLink } from '../../components/RouterLink';
import { SearchField } from '../../components/SearchField';
import { SortableTh } from '../../components/SortableTh';
import { EmptyState, ErrorState, LoadingState } from '../../components/States';
import { permissionsFor, ROUTE } from '../../constants';
import { useFormats } from '../../hooks/useFormats';
import { useListParams } from '../../hooks/useListParams';
import { useTranslate } from '../../hooks/useTranslate';

const DEFAULT_SORT = 'username:ASC';

const Clients = () => {
  const t = useTranslate();
  const formats = useFormats();
  const navigate = useNavigate();
  const params = useListParams();
  const center = params.get('center');
  const search = params.get('_q');
  const { data: centers } = useFindCentersQuery({ pageSize: 100 });
  const { data, error, isLoading, isFetching, refetch } = useFindClientsQuery({
    _q: search || undefined,
    sort: params.get('sort') || DEFAULT_SORT,
    page: params.number('page', 1),
    pageSize: params.number('pageSize', DEFAULT_PAGE_SIZE),
    ...(center ? { filters: { center } } : {}),
  });
  const rows = data?.data ?? [];

  const content = () => {
    if (isLoading) return <LoadingState height="48rem" />;
    if (error) return <ErrorState error={error} onRetry={refetch} />;
    if (rows.length === 0)
      return <EmptyState>{t(search || center ? 'list.empty-filtered' : 'clients.empty')}</EmptyState>;
    return (
      <Box style={{ opacity: isFetching ? 0.6 : 1, transition: 'opacity 120ms' }} aria-busy={isFetching}>
        <Table colCount={3} rowCount={rows.length + 1}>
          <Thead>
            <Tr>
              <SortableTh label={t('field.client')} field="username" params={params} defaultSort={DEFAULT_SORT} />
              <SortableTh label={t('field.email')} field="email" params={params} defaultSort={DEFAULT_SORT} />
              <SortableTh label={t('field.centers')} params={params} />
            </Tr>
          </Thead>
          <Tbody>
            {rows.map((client) => (
              <Tr
                key={client.documentId}
                onClick={() => navigate(ROUTE.client(client.documentId))}
                style={{ cursor: 'pointer' }}
              >
                <Td>
                  <Flex gap={2}>
                    <TextLink to={ROUTE.client(client.documentId)}>{client.username}</TextLink>
                    {client.blocked && <Badge size="S">{t('client.blocked')}</Badge>}
                  </Flex>
                </Td>
                <Td>
                  <Typography textColor="neutral800">{client.email ?? '–'}</Typography>
                </Td>
                <Td>
                  <Typography textColor="neutral800">
                    {client.centers.length > 0 ? formats.list(client.centers.map(({ name }) => name)) : '–'}
                  </Typography>
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
        <ListFooter pagination={data?.meta.pagination} />
      </Box>
    );
  };

  return (
    <Page.Protect permissions={permissionsFor('clientsRead')}>
      <Flex gap={2} wrap="wrap" paddingBottom={4} role="search">
        <Box width={{ initial: '100%', small: '32rem' }}>
          <SearchField label={t('clients.search')} value={search} onChange={(value) => params.change({ _q: value })} />
        </Box>
        {centers && centers.data.length > 1 && (
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
              {centers.data.map(({ documentId, name }) => (
                <SingleSelectOption key={documentId} value={documentId}>
                  {name}
                </SingleSelectOption>
              ))}
            </SingleSelect>
          </Box>
        )}
      </Flex>
      {content()}
    </Page.Protect>
  );
};

export default Clients;
