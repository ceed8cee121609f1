import type { CertificateState } from 'strapi-plugin-certificates/client';
import { useWords } from '../i18n';
import { Icon, type IconName } from './Icon';

const LOOK: Record<CertificateState, { tone: string; icon: IconName }> = {
  missing_info: { tone: 'todo', icon: 'upload' },
  pending_approval: { tone: 'waiting', icon: 'clock' },
  approved: { tone: 'good', icon: 'check' },
  expiring_soon: { tone: 'soon', icon: 'alert' },
  expired: { tone: 'bad', icon: 'cross' },
};

export const StateBadge = ({ state }: { state: CertificateState }) => {
  const { text } = useWords();
  const { tone, icon } = LOOK[state];
  return (
    <span className={`badge ${tone}`}>
      <Icon name={icon} />
      {text(`state.${state}`)}
    </span>
  );
};
