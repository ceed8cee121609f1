import * as React from 'react';
import { Box, Flex, Switch, Typography } from '@strapi/design-system';
import { Page, usePersistentState } from '@strapi/strapi/admin';
import { styled } from 'styled-components';

import type { StaffCertificate } from '../../../../server/contracts';
import { ChangedAlert } from '../../components/certificate/ChangedAlert';
import { FilterBar } from '../../components/certificate/FilterBar';
import { QUEUE_FILTER_NAMES } from '../../components/certificate/filters';
import { ReviewDialog } from '../../components/certificate/ReviewDialog';
import { useReview, type Outcome } from '../../components/certificate/useReview';
import { DocumentPreview } from '../../components/DocumentPreview';
import { ButtonLink } from '../../components/RouterLink';
import { StaleNotice } from '../../components/StaleNotice';
import { EmptyState, ErrorState, LoadingState } from '../../components/States';
import { permissionsFor, ROUTE } from '../../constants';
import { useAllowed } from '../../hooks/useAllowed';
import { useNotify } from '../../hooks/useNotify';
import { useShortcuts } from '../../hooks/useShortcuts';
import { useTranslate } from '../../hooks/useTranslate';
import { QueueList } from './QueueList';
import { QueuePanel } from './QueuePanel';
import { useQueue } from './useQueue';
import { useSeen } from './useSeen';

/** Document on the left, facts and actions on the right; below each other where there is no room. */
const Desk = styled(Box)`
  display: grid;
  gap: ${({ theme }) => theme.spaces[4]};
  grid-template-columns: minmax(0, 1fr);
  align-items: start;

  ${({ theme }) => theme.breakpoints.medium} {
    grid-template-columns: minmax(0, 5fr) minmax(28rem, 3fr);
  }
`;

/** What is left of the window below the tabs and the filters. */
const HEIGHT = 'calc(100dvh - 17rem)';

/** Beside the document everything stays in reach, and what has no room scrolls for itself. */
const Side = styled(Flex)`
  ${({ theme }) => theme.breakpoints.medium} {
    height: ${HEIGHT};
    min-height: 40rem;
    position: sticky;
    top: ${({ theme }) => theme.spaces[4]};
  }
`;

const Scrolling = styled(Box)`
  ${({ theme }) => theme.breakpoints.medium} {
    min-height: 16rem;
    overflow-y: auto;
  }
`;

const Queue = () => {
  const t = useTranslate();
  const allowed = useAllowed();
  const notify = useNotify();
  const tellTaken = React.useCallback(
    ({ name, client }: StaffCertificate) =>
      notify.warning(t('queue.taken', { name, client: client?.username ?? t('field.no-client') })),
    [notify, t]
  );
  const queue = useQueue(tellTaken);
  const review = useReview();
  const [usesKeys, setUsesKeys] = usePersistentState('certificates-shortcuts', true);
  // The one that was asked about: another may take its place in the queue while somebody writes.
  const [rejected, setRejected] = React.useState<StaffCertificate | null>(null);
  const [isBusy, setIsBusy] = React.useState(false);
  const { current } = queue;
  const mayReview = allowed('certificatesReview');

  /** Waits for what is done to a certificate, and takes the next. */
  const finish = async ({ documentId }: StaffCertificate, work: Promise<Outcome>) => {
    setIsBusy(true);
    queue.expect(documentId);
    try {
      const outcome = await work;
      if (outcome === 'done') queue.leave(documentId);
      else queue.unexpect(documentId);
      return outcome;
    } finally {
      setIsBusy(false);
    }
  };
  const { isSeen, onShown } = useSeen(current && `${current.documentId} ${current.revision}`);
  const mayAct = () => isSeen && !isBusy && !queue.isUnseen();
  const approve = () => current && mayAct() && finish(current, review.approve(current));
  const reject = () => current && mayAct() && setRejected(current);

  const hasKeys = usesKeys && rejected === null;
  useShortcuts({ ...(mayReview ? { a: approve, r: reject } : {}), j: queue.next, k: queue.previous }, hasKeys);

  const content = () => {
    if (queue.isLoading) return <LoadingState height="60rem" />;
    if (queue.hasFailed) return <ErrorState error={queue.error} onRetry={queue.refetch} />;
    if (!current) {
      const isFiltered = queue.params.search !== '';
      return (
        <EmptyState
          action={
            <ButtonLink variant="secondary" to={ROUTE.all}>
              {t('queue.empty-action')}
            </ButtonLink>
          }
        >
          {t(isFiltered ? 'queue.empty-filtered' : 'queue.empty')}
        </EmptyState>
      );
    }
    return (
      <>
        {queue.error !== undefined && <StaleNotice error={queue.error} onRetry={queue.refetch} />}
        {review.changedId === current.documentId && <ChangedAlert onClose={review.forgetChange} />}
        <Desk>
          <DocumentPreview
            documentId={current.documentId}
            certificate={current}
            height={`calc(${HEIGHT} - 4rem)`}
            minHeight="30rem"
            hasKeys={hasKeys}
            onShown={onShown}
          />
          <Side direction="column" alignItems="stretch" gap={3}>
            <Scrolling shrink={2}>
              <QueuePanel
                certificate={current}
                queue={queue}
                showsKeys={usesKeys}
                isBusy={isBusy}
                isSeen={isSeen}
                onApprove={approve}
                onReject={reject}
              />
            </Scrolling>
            {queue.rows.length > 1 && (
              <Scrolling basis="20rem" grow={1} shrink={1}>
                <QueueList queue={queue} />
              </Scrolling>
            )}
            <Flex gap={3} justifyContent="space-between" shrink={0}>
              <Typography variant="pi" textColor="neutral600" tag="p">
                {t('queue.keys')}
              </Typography>
              <Switch
                aria-label={t('queue.keys-toggle')}
                onLabel={t('form.on')}
                offLabel={t('form.off')}
                visibleLabels
                checked={usesKeys}
                onCheckedChange={setUsesKeys}
              />
            </Flex>
          </Side>
        </Desk>
      </>
    );
  };

  return (
    <Page.Protect permissions={permissionsFor('certificatesRead')}>
      <FilterBar params={{ ...queue.params, change: queue.filter }} names={QUEUE_FILTER_NAMES} />
      {content()}
      {rejected && (
        <ReviewDialog
          verb="reject"
          certificate={rejected}
          onClose={() => setRejected(null)}
          onReview={(reason) => finish(rejected, review.sendBack('reject', rejected, reason))}
        />
      )}
    </Page.Protect>
  );
};

export default Queue;
