import type { ReactNode } from 'react';
import type { CertificatesError } from 'strapi-plugin-certificates/client';
import { useWords } from '../i18n';
import { Icon, type IconName } from './Icon';

interface Props {
  tone: 'good' | 'bad' | 'soon' | 'waiting' | 'plain';
  icon: IconName;
  title?: ReactNode;
  children?: ReactNode;
  role?: 'alert' | 'status';
}

export const Notice = ({ tone, icon, title, children, role }: Props) => (
  <div className={`notice ${tone}`} role={role}>
    <Icon name={icon} />
    <div>
      {title && <p className="notice-title">{title}</p>}
      {children}
    </div>
  </div>
);

/** While something loads, or where it did not. */
export const Pending = ({ error, onRetry }: { error?: CertificatesError; onRetry: () => void }) => {
  const { text, error: say } = useWords();
  if (!error) {
    return (
      <p className="pending" role="status">
        {text('loading')}
      </p>
    );
  }
  return (
    <Notice tone="bad" icon="alert" role="alert">
      <p>{say(error)}</p>
      <button type="button" className="button quiet" onClick={onRetry}>
        {text('retry')}
      </button>
    </Notice>
  );
};
