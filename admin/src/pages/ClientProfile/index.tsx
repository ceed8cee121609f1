import { Badge, Flex, Grid } from '@strapi/design-system';
import { BackButton, Layouts, Page } from '@strapi/strapi/admin';
import { useParams } from 'react-router-dom';

import { useFindClientQuery } from '../../api/clients';
import { ClientCertificates } from '../../components/certificate/ClientCertificates';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { ErrorState, LoadingState } from '../../components/States';
import { permissionsFor, ROUTE } from '../../constants';
import { NOTHING } from '../../formats';
import { useAllowed } from '../../hooks/useAllowed';
import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';

/** A client: who they are, and their certificates. */
const ClientProfile = () => {
  const t = useTranslate();
  const formats = useFormats();
  const allowed = useAllowed();
  const { documentId = '' } = useParams();
  const { data: client, error, refetch } = useFindClientQuery(documentId);

  const content = () => {
    if (error && !client) return <ErrorState error={error} onRetry={refetch} />;
    if (!client) return <LoadingState />;
    return (
      <Grid.Root gap={5}>
        <Grid.Item col={8} s={12} direction="column" alignItems="stretch">
          {allowed('certificatesRead') && (
            <Panel title={t('client.certificates')}>
              <ClientCertificates client={client} />
            </Panel>
          )}
        </Grid.Item>
        <Grid.Item col={4} s={12} direction="column" alignItems="stretch">
          <Panel title={t('client.profile')}>
            <Facts
              facts={[
                { label: t('field.email'), value: client.email ?? NOTHING },
                {
                  label: t('field.centers'),
                  value: client.centers.length > 0 ? formats.list(client.centers.map(({ name }) => name)) : NOTHING,
                },
              ]}
            />
          </Panel>
        </Grid.Item>
      </Grid.Root>
    );
  };

  return (
    <Page.Protect permissions={permissionsFor('clientsRead')}>
      <Page.Main>
        <Page.Title>{client?.username ?? t('tab.clients')}</Page.Title>
        <Layouts.Header
          // As high while it is coming as when it is there.
          title={client?.username ?? '…'}
          subtitle={client ? (client.email ?? undefined) : '…'}
          navigationAction={<BackButton fallback={ROUTE.clients} />}
          secondaryAction={
            client && (
              <Flex gap={2}>
                {client.blocked && <Badge>{t('client.blocked')}</Badge>}
                {!client.confirmed && <Badge>{t('client.unconfirmed')}</Badge>}
              </Flex>
            )
          }
        />
        <Layouts.Content>{content()}</Layouts.Content>
      </Page.Main>
    </Page.Protect>
  );
};

export default ClientProfile;
