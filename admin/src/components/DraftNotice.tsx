import { useTranslate } from '../hooks/useTranslate';
import { Notice } from './Notice';

/** Says that a form begins with what was typed before, so that nobody takes it for what is saved. */
export const DraftNotice = ({ withFile = false }: { withFile?: boolean }) => {
  const t = useTranslate();
  return (
    <Notice tone="warning" title={t('draft.title')}>
      {t(withFile ? 'draft.explanation-file' : 'draft.explanation')}
    </Notice>
  );
};
