import * as React from 'react';
import { Button, Flex, MenuItem, SimpleMenu } from '@strapi/design-system';
import { Archive, Check, Cross, More, Pencil, Trash } from '@strapi/icons';
import { useNavigate } from 'react-router-dom';

import type { StaffCertificate } from '../../../../server/contracts';
import { Confirmation } from '../../components/Confirmation';
import { ReviewDialog } from '../../components/certificate/ReviewDialog';
import type { useReview } from '../../components/certificate/useReview';
import { useAllowed } from '../../hooks/useAllowed';
import { useTranslate } from '../../hooks/useTranslate';

type Verb = 'approve' | 'reject' | 'revoke' | 'archive' | 'delete';

/** What the state of a certificate lets staff do (and their role, which is asked besides). */
const possible = ({ state, archivedAt, trashedAt, editable }: StaffCertificate) => {
  const isCurrent = archivedAt === null && trashedAt === null;
  const holds = state === 'approved' || state === 'expiring_soon';
  return {
    approve: isCurrent && state === 'pending_approval',
    reject: isCurrent && state === 'pending_approval',
    revoke: isCurrent && holds,
    archive: isCurrent && (holds || state === 'expired'),
    delete: trashedAt === null,
    edit: isCurrent && editable,
  };
};

interface Props {
  certificate: StaffCertificate;
  review: ReturnType<typeof useReview>;
  isEditing: boolean;
}

/** The buttons of the page's header, and the questions that they ask. */
export const Actions = ({ certificate, review, isEditing }: Props) => {
  const t = useTranslate();
  const allowed = useAllowed();
  const navigate = useNavigate();
  const [asked, setAsked] = React.useState<Verb | null>(null);
  const can = possible(certificate);
  const close = () => setAsked(null);
  const mayReview = allowed('certificatesReview');
  // First things first: what is being typed is no part of what would be approved, and would be gone with the form.
  const offers = !isEditing && {
    approve: can.approve && mayReview,
    reject: can.reject && mayReview,
    revoke: can.revoke && mayReview,
    archive: can.archive && allowed('certificatesArchive'),
    delete: can.delete && allowed('certificatesDelete'),
    edit: can.edit && allowed('certificatesUpdate'),
  };
  const values = { name: certificate.name, client: certificate.client?.username ?? '' };

  const confirmations = {
    approve: () => review.approve(certificate),
    archive: () => review.archive(certificate),
    delete: () => review.remove(certificate),
  };

  if (!offers) return null;
  return (
    <Flex gap={2}>
      {offers.edit && (
        <Button
          variant="secondary"
          startIcon={<Pencil />}
          onClick={() => navigate('edit', { state: { isFromDetail: true } })}
        >
          {t('action.edit')}
        </Button>
      )}
      {offers.reject && (
        <Button variant="danger-light" startIcon={<Cross />} onClick={() => setAsked('reject')}>
          {t('action.reject')}
        </Button>
      )}
      {offers.approve && (
        <Button variant="success" startIcon={<Check />} onClick={() => setAsked('approve')}>
          {t('action.approve')}
        </Button>
      )}
      {(offers.revoke || offers.archive || offers.delete) && (
        <SimpleMenu
          variant="tertiary"
          label={t('action.more')}
          endIcon={<More aria-hidden />}
          popoverPlacement="bottom-end"
        >
          {offers.revoke && (
            <MenuItem variant="danger" startIcon={<Cross />} onSelect={() => setAsked('revoke')}>
              {t('action.revoke')}
            </MenuItem>
          )}
          {offers.archive && (
            <MenuItem startIcon={<Archive />} onSelect={() => setAsked('archive')}>
              {t('action.archive')}
            </MenuItem>
          )}
          {offers.delete && (
            <MenuItem variant="danger" startIcon={<Trash />} onSelect={() => setAsked('delete')}>
              {t('action.delete')}
            </MenuItem>
          )}
        </SimpleMenu>
      )}
      {(asked === 'reject' || asked === 'revoke') && (
        <ReviewDialog
          verb={asked}
          certificate={certificate}
          onReview={(reason) => review.sendBack(asked, certificate, reason)}
          onClose={close}
        />
      )}
      {(asked === 'approve' || asked === 'archive' || asked === 'delete') && (
        <Confirmation
          title={t(`${asked}.title`, values)}
          confirmLabel={t(`action.${asked}`)}
          danger={asked === 'delete'}
          onConfirm={confirmations[asked]}
          onClose={close}
        >
          {asked === 'approve' && !certificate.expires
            ? t('approve.explanation-endless', values)
            : t(`${asked}.explanation`, values)}
        </Confirmation>
      )}
    </Flex>
  );
};
