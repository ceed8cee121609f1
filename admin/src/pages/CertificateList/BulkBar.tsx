import * as React from 'react';
import { Box, Button, Flex, Modal, Typography } from '@strapi/design-system';
import { Archive, Check, Cross, Trash } from '@strapi/icons';

import type { StaffCertificate } from '../../../../server/contracts';
import type { BulkVerb } from '../../api/certificates';
import { useBulk, type BulkResult } from '../../components/certificate/useBulk';
import { Confirmation } from '../../components/Confirmation';
import { DialogTitle } from '../../components/DialogTitle';
import { TextLink } from '../../components/RouterLink';
import { ROUTE } from '../../constants';
import { useAllowed } from '../../hooks/useAllowed';
import { useErrorText } from '../../hooks/useErrorText';
import { useReturnFocus } from '../../hooks/useReturnFocus';
import { useTranslate } from '../../hooks/useTranslate';

const Result = ({ result, onClose }: { result: BulkResult; onClose: () => void }) => {
  const t = useTranslate();
  const errorText = useErrorText();
  const returnFocus = useReturnFocus();
  return (
    <Modal.Root open onOpenChange={(open) => !open && onClose()}>
      <Modal.Content onCloseAutoFocus={returnFocus}>
        <Modal.Header closeLabel={t('action.close')}>
          <DialogTitle>{t('bulk.result')}</DialogTitle>
        </Modal.Header>
        <Modal.Body>
          <Typography tag="p" fontWeight="semiBold">
            {t('bulk.summary', {
              done: t(`bulk.${result.verb}.done`, { count: result.done }),
              failed: t('bulk.failed', { count: result.rows.length - result.done }),
            })}
          </Typography>
          <Flex tag="ul" direction="column" alignItems="stretch" gap={3} paddingTop={4}>
            {result.rows.map(({ certificate, code }) => (
              <Flex key={certificate.documentId} tag="li" gap={3} alignItems="flex-start">
                <Box paddingTop={1} shrink={0}>
                  {code === null ? (
                    <Check fill="success600" role="img" aria-label={t('bulk.row-done')} />
                  ) : (
                    <Cross fill="danger600" role="img" aria-label={t('bulk.row-failed')} />
                  )}
                </Box>
                <Box minWidth={0}>
                  <TextLink to={ROUTE.certificate(certificate.documentId)}>
                    {`${certificate.client?.username ?? t('field.no-client')} · ${certificate.name}`}
                  </TextLink>
                  {code !== null && (
                    <Typography tag="p" textColor="danger600">
                      {errorText(code)}
                    </Typography>
                  )}
                </Box>
              </Flex>
            ))}
          </Flex>
        </Modal.Body>
        <Modal.Footer>
          <span />
          <Button onClick={onClose}>{t('action.close')}</Button>
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
};

/** What approving all of them means: until when they are then valid. */
const approvalOf = (selected: StaffCertificate[]) => {
  const dated = selected.filter(({ expires }) => expires).length;
  if (dated === selected.length) return 'bulk.approve.explanation';
  return dated === 0 ? 'bulk.approve.explanation-endless' : 'bulk.approve.explanation-mixed';
};

interface Props {
  selected: StaffCertificate[];
  /** What can be done to certificates of this list at all. */
  verbs: BulkVerb[];
  onDone: () => void;
}

/** What can be done to all that are selected. */
export const BulkBar = ({ selected, verbs, onDone }: Props) => {
  const t = useTranslate();
  const allowed = useAllowed();
  const [asked, setAsked] = React.useState<BulkVerb | null>(null);
  const { run, result, closeResult } = useBulk(selected, onDone);
  const count = selected.length;

  const may = { approve: 'certificatesReview', archive: 'certificatesArchive', delete: 'certificatesDelete' } as const;
  const icon = { approve: <Check />, archive: <Archive />, delete: <Trash /> };

  return (
    <>
      {count > 0 && (
        <Flex gap={2} wrap="wrap" paddingBottom={4}>
          <Box paddingRight={2}>
            <Typography textColor="neutral600" aria-live="polite">
              {t('bulk.selected', { count })}
            </Typography>
          </Box>
          {verbs
            .filter((verb) => allowed(may[verb]))
            .map((verb) => (
              <Button
                key={verb}
                size="S"
                variant={verb === 'approve' ? 'success-light' : verb === 'delete' ? 'danger-light' : 'tertiary'}
                startIcon={icon[verb]}
                onClick={() => setAsked(verb)}
              >
                {t(`action.${verb}`)}
              </Button>
            ))}
        </Flex>
      )}
      {asked && (
        <Confirmation
          title={t(`bulk.${asked}.title`, { count })}
          confirmLabel={t(`action.${asked}`)}
          danger={asked === 'delete'}
          onConfirm={() => run(asked)}
          onClose={() => setAsked(null)}
        >
          {t(asked === 'approve' ? approvalOf(selected) : `bulk.${asked}.explanation`)}
        </Confirmation>
      )}
      {result && <Result result={result} onClose={closeResult} />}
    </>
  );
};
