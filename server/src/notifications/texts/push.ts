import type { NotificationKind } from '../../domain/notification-kinds';
import type { Locale } from '../locale';
import { oneLine } from './format';
import { fill } from './render';
import { PUSH_VARIABLES, type TextKey, type TextOverrides, type TextView } from './types';
import { kindOfText } from './view';

/** What a client is told by push. Staff are not told that way. */
export type PushKind = Exclude<NotificationKind, 'submitted'>;

/**
 * One line each, which tells what happened and not to which document: a lock screen is public, and "your HIV test has
 * expired" is nobody else's business.
 */
export const PUSH_TEXTS: Record<Locale, Record<PushKind, string>> = {
  en: {
    created: 'You have a new certificate request',
    missing_reminder: 'A certificate still lacks information from you',
    approved: 'A certificate has been approved',
    rejected: 'A certificate was not accepted',
    revoked: 'A certificate is no longer approved',
    expiring: 'A certificate expires soon',
    expiry_reminder: 'A certificate expires soon',
    expired: 'A certificate has expired',
  },
  es: {
    created: 'Tienes una nueva solicitud de certificado',
    missing_reminder: 'Falta información tuya en un certificado',
    approved: 'Un certificado ha sido aprobado',
    rejected: 'Un certificado no se ha aceptado',
    revoked: 'Un certificado ya no está aprobado',
    expiring: 'Un certificado caduca pronto',
    expiry_reminder: 'Un certificado caduca pronto',
    expired: 'Un certificado ha caducado',
  },
  it: {
    created: 'Hai una nuova richiesta di certificato',
    missing_reminder: 'Mancano tue informazioni per un certificato',
    approved: 'Un certificato è stato approvato',
    rejected: 'Un certificato non è stato accettato',
    revoked: 'Un certificato non è più approvato',
    expiring: 'Un certificato è in scadenza',
    expiry_reminder: 'Un certificato è in scadenza',
    expired: 'Un certificato è scaduto',
  },
  fr: {
    created: 'Vous avez une nouvelle demande de certificat',
    missing_reminder: 'Il manque des informations pour un certificat',
    approved: 'Un certificat a été approuvé',
    rejected: 'Un certificat n’a pas été accepté',
    revoked: 'Un certificat n’est plus approuvé',
    expiring: 'Un certificat expire bientôt',
    expiry_reminder: 'Un certificat expire bientôt',
    expired: 'Un certificat a expiré',
  },
  de: {
    created: 'Ein neuer Nachweis wird von Ihnen erbeten',
    missing_reminder: 'Zu einem Nachweis fehlen noch Angaben',
    approved: 'Ein Nachweis wurde freigegeben',
    rejected: 'Ein Nachweis wurde nicht angenommen',
    revoked: 'Ein Nachweis ist nicht mehr freigegeben',
    expiring: 'Ein Nachweis läuft bald ab',
    expiry_reminder: 'Ein Nachweis läuft bald ab',
    expired: 'Ein Nachweis ist abgelaufen',
  },
  'pt-BR': {
    created: 'Você tem uma nova solicitação de certificado',
    missing_reminder: 'Faltam informações suas em um certificado',
    approved: 'Um certificado foi aprovado',
    rejected: 'Um certificado não foi aceito',
    revoked: 'Um certificado não está mais aprovado',
    expiring: 'Um certificado vence em breve',
    expiry_reminder: 'Um certificado vence em breve',
    expired: 'Um certificado venceu',
  },
};

/** Lines beyond this are cut: no lock screen shows more. */
const MAX_PUSH_LENGTH = 200;
/** FCM and Expo refuse a message of more than 4 KB, so that one with long names would never arrive. */
const MAX_TITLE_LENGTH = 100;
const MAX_BODY_LENGTH = 400;

const cut = (text: string, length: number): string => {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
};

/** The line that ships; null where staff are told, who get no push. */
export const shippedPush = (key: TextKey, locale: Locale): string | null => {
  const kind = kindOfText(key);
  return kind === 'submitted' ? null : PUSH_TEXTS[locale][kind];
};

export interface PushInput {
  key: TextKey;
  locale: Locale;
  view: TextView;
  overrides?: TextOverrides;
  /** Whether a message names the document, although a lock screen is public. */
  nameDocument: boolean;
}

/** What a device shows: who writes, and what happened. */
export interface PushContent {
  title: string;
  body: string;
}

/**
 * Composes a push: the installation's own line where it has one that can be filled, else ours.
 * @returns null for what is told to staff
 */
export const composePush = ({ key, locale, view, overrides, nameDocument }: PushInput): PushContent | null => {
  const shipped = shippedPush(key, locale);
  if (shipped === null) return null;
  const news = ownLine(overrides?.[key]?.[locale]?.push, view) || shipped;
  const sender = view.centerName || view.organisation;
  const body = nameDocument ? `${news}: ${view.certificateNames}` : news;
  return { title: cut(sender || body, MAX_TITLE_LENGTH), body: sender ? cut(body, MAX_BODY_LENGTH) : '' };
};

const ownLine = (template: string | undefined, view: TextView): string => {
  try {
    return [...oneLine(fill(template ?? '', pushView(view)))].slice(0, MAX_PUSH_LENGTH).join('');
  } catch {
    return '';
  }
};

/** Only what a push may say, also for a text that was kept before anybody checked it. */
const pushView = (view: TextView): Partial<TextView> =>
  Object.fromEntries(PUSH_VARIABLES.map((name) => [name, view[name]]));
