import * as React from 'react';
import { Button, Flex, Modal, Typography } from '@strapi/design-system';

import type { Template } from '../../../../server/contracts';
import { useFindGenerationRunQuery, useGenerateCertificatesMutation } from '../../api/templates';
import { DialogTitle } from '../../components/DialogTitle';
import { CheckField } from '../../components/fields';
import { Notice } from '../../components/Notice';
import { ShareBar } from '../../components/ShareBar';
import { ErrorState } from '../../components/States';
import { useFormats } from '../../hooks/useFormats';
import { useNotify } from '../../hooks/useNotify';
import { useReturnFocus } from '../../hooks/useReturnFocus';
import { useTranslate } from '../../hooks/useTranslate';

/** Milliseconds between two looks at a run that is under way. */
const POLLING = 1_000;

const Progress = ({ runId }: { runId: string }) => {
  const t = useTranslate();
  const formats = useFormats();
  const [isOver, setIsOver] = React.useState(false);
  const { data: run, error, refetch } = useFindGenerationRunQuery(runId, { pollingInterval: isOver ? 0 : POLLING });
  const state = run?.state;
  React.useEffect(() => setIsOver(state === 'done' || state === 'failed'), [state]);

  if (error && !run) return <ErrorState error={error} onRetry={refetch} />;
  const { done = 0, total = 0, issued = 0, skipped = 0 } = run ?? {};
  const share = state === 'done' ? 1 : total === 0 ? 0 : done / total;
  const text = () => {
    if (state === 'done') return t('generate.done', { issued, skipped });
    return t(state === 'failed' ? 'generate.failed' : 'generate.running', {
      done: formats.number(done),
      total: formats.number(total),
    });
  };
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <ShareBar share={share} label={t('generate.button')} />
      <Typography tag="p" aria-live="polite" textColor={state === 'failed' ? 'danger600' : 'neutral800'}>
        {text()}
      </Typography>
      {!isOver && (
        <Typography tag="p" variant="pi" textColor="neutral600">
          {t('generate.continues')}
        </Typography>
      )}
    </Flex>
  );
};

interface Props {
  template: Template;
  onClose: () => void;
}

/** Issues a template to everybody: says clearly that it cannot be undone, then shows how far it is, then what came of it. */
export const GenerateDialog = ({ template, onClose }: Props) => {
  const t = useTranslate();
  const notify = useNotify();
  const returnFocus = useReturnFocus();
  const [includeHolders, setIncludeHolders] = React.useState(false);
  const [isSure, setIsSure] = React.useState(false);
  const [runId, setRunId] = React.useState<string | null>(null);
  const [generate, { isLoading }] = useGenerateCertificatesMutation();

  const start = async () => {
    try {
      setRunId((await generate({ documentId: template.documentId, includeHolders }).unwrap()).documentId);
    } catch (error) {
      notify.failure(error);
    }
  };

  return (
    <Modal.Root open onOpenChange={(open) => !open && onClose()}>
      <Modal.Content onCloseAutoFocus={returnFocus}>
        <Modal.Header closeLabel={t('action.close')}>
          <DialogTitle>{t('generate.title', { name: template.name })}</DialogTitle>
        </Modal.Header>
        <Modal.Body>
          {runId ? (
            <Progress runId={runId} />
          ) : (
            <Flex direction="column" alignItems="stretch" gap={5}>
              <Notice tone="warning">{t('generate.warning')}</Notice>
              <Typography tag="p">{t('generate.skipped-explanation')}</Typography>
              <CheckField
                name="includeHolders"
                label={t('generate.include-holders')}
                value={includeHolders}
                onChange={setIncludeHolders}
              />
              <CheckField name="sure" label={t('generate.confirm')} value={isSure} onChange={setIsSure} />
            </Flex>
          )}
        </Modal.Body>
        <Modal.Footer>
          <Button variant="tertiary" onClick={onClose}>
            {t(runId ? 'action.close' : 'action.cancel')}
          </Button>
          {!runId && (
            <Button onClick={start} loading={isLoading} disabled={!isSure}>
              {t('generate.button')}
            </Button>
          )}
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
};
