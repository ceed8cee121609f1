import { Alert, Box } from '@strapi/design-system';

import { useTranslate } from '../../hooks/useTranslate';

/** Explains why nothing was done, and that what is shown now is the new version. */
export const ChangedAlert = ({ onClose }: { onClose: () => void }) => {
  const t = useTranslate();
  return (
    <Box role="alert" paddingBottom={4}>
      <Alert variant="warning" title={t('changed.title')} closeLabel={t('action.close')} onClose={onClose}>
        {t('changed.explanation')}
      </Alert>
    </Box>
  );
};
