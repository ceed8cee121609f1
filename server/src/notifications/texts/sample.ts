import type { Locale } from '../locale';
import { formatDay, formatList } from './format';
import { languageTexts } from './render';
import { TEXT_VARIABLES, type TextKey, type TextView } from './types';
import type { Issuer } from './view';

/** States in which a client still has something to send. */
const ASKS: TextKey[] = [
  'certificate.created',
  'certificate.created.several',
  'certificate.created.reminder',
  'certificate.rejected',
  'certificate.revoked',
];

/** What a message could be about, to show a text with: invented, but in the reader's language and the issuer's name. */
export const sampleView = (key: TextKey, locale: Locale, { organisation, clientAppUrl }: Issuer): TextView => {
  const validUntil = formatDay('2026-12-31', locale);
  const clientName = TEXT_VARIABLES.clientName.example;
  const { reasons, sample } = languageTexts(locale);
  const { instructions, comment } = sample;
  const several = key.endsWith('.several');
  const names = sample.names.slice(0, several ? 2 : 1);
  return {
    clientName,
    certificateName: names[0] ?? '',
    certificateNames: formatList(names, locale),
    certificates: names.map((name) => ({ name, validUntil, instructions, clientName })),
    several,
    validUntil,
    instructions,
    reason: reasons.unreadable,
    comment,
    needsUpload: ASKS.includes(key),
    needsDate: true,
    centerName: TEXT_VARIABLES.centerName.example,
    organisation: organisation || TEXT_VARIABLES.organisation.example,
    appUrl: clientAppUrl ?? TEXT_VARIABLES.appUrl.example,
  };
};
