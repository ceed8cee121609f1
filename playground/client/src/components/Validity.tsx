import type { Certificate } from 'strapi-plugin-certificates/client';
import { useWords } from '../i18n';

/** Until when a certificate is valid, in a sentence. */
export const Validity = ({ certificate: { expires, validUntil, state } }: { certificate: Certificate }) => {
  const { text, day } = useWords();
  if (!expires) return <>{text('valid.always')}</>;
  if (!validUntil) return <>{text('valid.none')}</>;
  return <>{text(state === 'expired' ? 'valid.was' : 'valid.until', { day: day(validUntil) })}</>;
};
