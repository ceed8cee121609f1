import { Flex, Loader } from '@strapi/design-system';

import { useFindClientQuery } from '../api/clients';
import { ClientCertificates } from '../components/certificate/ClientCertificates';
import { TextLink } from '../components/RouterLink';
import { ErrorState } from '../components/States';
import { ROUTE } from '../constants';
import { failureOf } from '../hooks/useErrorText';
import { useTranslate } from '../hooks/useTranslate';

const ClientPanelContent = ({ documentId }: { documentId: string }) => {
  const t = useTranslate();
  const { data: client, error, refetch } = useFindClientQuery(documentId);
  if (error && !client) {
    // Somebody who is no client, or not one of the user's centres: there is nothing to try again.
    return failureOf(error).status === 404 ? (
      <>{t('error.not_found')}</>
    ) : (
      <ErrorState error={error} onRetry={refetch} />
    );
  }
  if (!client) return <Loader small>{t('list.loading')}</Loader>;
  return (
    <Flex direction="column" alignItems="stretch" gap={4} width="100%">
      <ClientCertificates client={client} />
      <TextLink to={ROUTE.client(documentId)}>{t('panel.open-profile')}</TextLink>
    </Flex>
  );
};

export default ClientPanelContent;
