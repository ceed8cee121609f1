import * as React from 'react';
import { Button, Flex, Typography } from '@strapi/design-system';
import { Plus } from '@strapi/icons';

import type { ClientWithCertificates } from '../../../../server/contracts';
import { ROUTE } from '../../constants';
import { useAllowed } from '../../hooks/useAllowed';
import { useTranslate } from '../../hooks/useTranslate';
import { TextLink } from '../RouterLink';
import { CertificateItems } from './CertificateItems';
import { IssueDialog } from './IssueDialog';

/** As many of each kind as a profile is given; the lists have the rest. */
const SHOWN = 100;

/** The Certificates section of a client: current ones, history on demand, and New. */
export const ClientCertificates = ({ client }: { client: ClientWithCertificates }) => {
  const t = useTranslate();
  const allowed = useAllowed();
  const [showsHistory, setShowsHistory] = React.useState(false);
  const [isIssuing, setIsIssuing] = React.useState(false);
  const id = React.useId();

  return (
    <Flex direction="column" alignItems="stretch" gap={5} width="100%">
      <CertificateItems certificates={client.current} empty={t('client.no-certificates')} />
      {client.current.length >= SHOWN && (
        <TextLink to={`${ROUTE.all}?client=${client.documentId}`}>{t('client.all-certificates')}</TextLink>
      )}
      <Flex gap={2} wrap="wrap">
        {allowed('certificatesCreate', 'templatesRead') && (
          <Button variant="secondary" startIcon={<Plus />} onClick={() => setIsIssuing(true)}>
            {t('action.new')}
          </Button>
        )}
        <Button
          variant="ghost"
          aria-expanded={showsHistory}
          aria-controls={id}
          onClick={() => setShowsHistory(!showsHistory)}
        >
          {t(showsHistory ? 'client.hide-history' : 'client.show-history')}
        </Button>
      </Flex>
      {showsHistory && (
        <Flex id={id} tag="section" direction="column" alignItems="stretch" gap={3}>
          <Typography variant="sigma" textColor="neutral600" tag="h3">
            {t('tab.history')}
          </Typography>
          <CertificateItems certificates={client.history} empty={t('client.no-history')} />
          {client.history.length >= SHOWN && (
            <TextLink to={`${ROUTE.history}?client=${client.documentId}`}>{t('client.whole-history')}</TextLink>
          )}
        </Flex>
      )}
      {isIssuing && <IssueDialog client={client} onClose={() => setIsIssuing(false)} />}
    </Flex>
  );
};
