import type { Locale } from '../locale';

/** The words of a client's calendar. */
export interface CalendarTexts {
  /** Name of the calendar. */
  title: string;
  /** For a calendar that others may see. */
  lastDay: string;
  /** For a client who wants certificates named. */
  lastDayOf: (name: string) => string;
  pending: string;
}

export const CALENDAR_TEXTS: Record<Locale, CalendarTexts> = {
  en: {
    title: 'Certificates',
    lastDay: 'Last day of validity of a certificate',
    lastDayOf: (name) => `${name}: last day of validity`,
    pending: 'Pending approval',
  },
  es: {
    title: 'Certificados',
    lastDay: 'Último día de validez de un certificado',
    lastDayOf: (name) => `${name}: último día de validez`,
    pending: 'Pendiente de aprobación',
  },
  it: {
    title: 'Certificati',
    lastDay: 'Ultimo giorno di validità di un certificato',
    lastDayOf: (name) => `${name}: ultimo giorno di validità`,
    pending: 'In attesa di approvazione',
  },
  fr: {
    title: 'Certificats',
    lastDay: 'Dernier jour de validité d’un certificat',
    lastDayOf: (name) => `${name} : dernier jour de validité`,
    pending: 'En attente d’approbation',
  },
  de: {
    title: 'Nachweise',
    lastDay: 'Letzter Tag der Gültigkeit eines Nachweises',
    lastDayOf: (name) => `${name}: letzter Tag der Gültigkeit`,
    pending: 'Wartet auf Freigabe',
  },
  'pt-BR': {
    title: 'Certificados',
    lastDay: 'Último dia de validade de um certificado',
    lastDayOf: (name) => `${name}: último dia de validade`,
    pending: 'Aguardando aprovação',
  },
};
