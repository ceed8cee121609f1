import * as React from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';
import { BackButton, Layouts, Page } from '@strapi/strapi/admin';
import { useLocation, useMatch, useNavigate, useParams } from 'react-router-dom';
import { styled } from 'styled-components';

import type { StaffCertificate } from '../../../../server/contracts';
import { useFindCertificateQuery } from '../../api/certificates';
import { ChangedAlert } from '../../components/certificate/ChangedAlert';
import { useReview } from '../../components/certificate/useReview';
import { DocumentPreview } from '../../components/DocumentPreview';
import { ChosenFile } from '../../components/DocumentPreview/ChosenFile';
import { Notice } from '../../components/Notice';
import { ErrorState } from '../../components/States';
import { permissionsFor, ROUTE } from '../../constants';
import { useAllowed } from '../../hooks/useAllowed';
import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';
import { Actions } from './Actions';
import { DropArea } from './DropArea';
import { EditForm } from './EditForm';
import { Overview } from './Overview';
import { Timeline } from './Timeline';

/** What is left of the window below the header. */
const HEIGHT = 'calc(100dvh - 24rem)';

const Columns = styled(Box)`
  align-items: start;
  display: grid;
  gap: ${({ theme }) => theme.spaces[5]};
  grid-template-columns: minmax(0, 1fr);

  ${({ theme }) => theme.breakpoints.medium} {
    grid-template-columns: minmax(0, 3fr) minmax(28rem, 2fr);
  }
`;

/** The reason first, in the reviewer's words: it is what has to be mended. */
const RejectionAlert = ({ rejection, timeZone }: Pick<StaffCertificate, 'rejection' | 'timeZone'>) => {
  const t = useTranslate();
  const formats = useFormats();
  if (!rejection) return null;
  const { reason, comment, at, by } = rejection;
  return (
    <Box paddingBottom={4}>
      <Notice tone="danger" title={t(`reason.${reason}`)}>
        <Box>
          {comment && (
            <Typography tag="p" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
              {comment}
            </Typography>
          )}
          <Typography tag="p" variant="pi" textColor="neutral700">
            {t('detail.sent-back', { by: by ?? t('actor.staff'), at: formats.instant(at, timeZone) })}
          </Typography>
        </Box>
      </Notice>
    </Box>
  );
};

const isFromDetail = (state: unknown): boolean => (state as { isFromDetail?: boolean } | null)?.isFromDetail === true;

const Detail = ({ certificate }: { certificate: StaffCertificate }) => {
  const t = useTranslate();
  const allowed = useAllowed();
  const navigate = useNavigate();
  const review = useReview();
  const { documentId, client } = certificate;
  const isEditing =
    useMatch(`${ROUTE.certificate(':documentId')}/edit`) !== null &&
    certificate.editable &&
    allowed('certificatesUpdate');
  const { state } = useLocation();
  const [file, setFile] = React.useState<File | null>(null);
  React.useEffect(() => {
    if (!isEditing) setFile(null);
  }, [isEditing]);
  // Who came from the certificate goes back to it, and from there on to where they came from before.
  const stopEditing = React.useCallback(
    () => (isFromDetail(state) ? navigate(-1) : navigate(ROUTE.certificate(documentId), { replace: true })),
    [navigate, documentId, state]
  );

  const preview = <DocumentPreview documentId={documentId} certificate={certificate} height={HEIGHT} />;

  return (
    <Page.Main>
      <Page.Title>{`${certificate.name} · ${client?.username ?? ''}`}</Page.Title>
      <Layouts.Header
        title={certificate.name}
        subtitle={client?.username ?? t('field.no-client')}
        navigationAction={<BackButton fallback={ROUTE.all} />}
        primaryAction={<Actions certificate={certificate} review={review} isEditing={isEditing} />}
      />
      <Layouts.Content>
        {review.changedId === documentId && <ChangedAlert onClose={review.forgetChange} />}
        {certificate.trashedAt && (
          <Box paddingBottom={4}>
            <Notice tone="warning" title={t('detail.in-trash')}>
              {t('detail.in-trash-explanation')}
            </Notice>
          </Box>
        )}
        <RejectionAlert rejection={certificate.rejection} timeZone={certificate.timeZone} />
        <Columns>
          {isEditing ? (
            <DropArea onFile={setFile}>{file ? <ChosenFile file={file} height={HEIGHT} /> : preview}</DropArea>
          ) : (
            preview
          )}
          <Flex direction="column" alignItems="stretch" gap={5}>
            {isEditing ? (
              <EditForm certificate={certificate} file={file} onFile={setFile} onClose={stopEditing} />
            ) : (
              <Overview certificate={certificate} />
            )}
            <Timeline documentId={documentId} timeZone={certificate.timeZone} />
          </Flex>
        </Columns>
      </Layouts.Content>
    </Page.Main>
  );
};

const CertificateDetail = () => {
  const { documentId = '' } = useParams();
  const { data, error, isLoading, refetch } = useFindCertificateQuery(documentId);
  return (
    <Page.Protect permissions={permissionsFor('certificatesRead')}>
      {isLoading && <Page.Loading />}
      {error && !data && (
        <Page.Main>
          <Layouts.Header title="" navigationAction={<BackButton fallback={ROUTE.all} />} />
          <Layouts.Content>
            <ErrorState error={error} onRetry={refetch} />
          </Layouts.Content>
        </Page.Main>
      )}
      {data && <Detail key={data.documentId} certificate={data} />}
    </Page.Protect>
  );
};

export default CertificateDetail;
