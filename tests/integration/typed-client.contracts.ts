/**
 * The compiler's word that the client's own types, which are published without the server, are those of the contracts:
 * this file does not compile where one of them has changed alone.
 */
import type * as Client from '../../client';
import type * as Server from '../../server/contracts';
import type { FILTER_FIELDS, SORT_FIELDS } from '../../server/src/domain/list-query';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never;
/** Written out, so that types which are made otherwise compare by what they hold. */
type Plain<T> = T extends object ? { [Key in keyof T]: Plain<T[Key]> } : T;

/** The same type, as read and as written. */
type Agree<A, B> = Same<Plain<A>, Plain<B>>;

export const agreements: [
  Agree<Client.Certificate, Server.ReadCertificate>,
  Agree<Client.Access, Server.ClientAccess>,
  Agree<Client.PushDevice, Server.ClientPushSubscription>,
  Agree<Client.NewPushDevice, Server.NewClientPushSubscription>,
  Agree<Client.PushSetUp, Server.FindPushKey.Response['data']>,
  Agree<Client.CertificateChanges, Server.UpdateOwnCertificate.Request['data']>,
  Agree<Client.CalendarChoices, Server.CalendarChoices>,
  Agree<Client.CalendarLink, Server.CalendarLink>,
  Agree<Exclude<Server.ClientErrorCode, Client.KnownErrorCode>, never>,
  Agree<Client.CertificatePage, Server.FindOwnCertificates.Response>,
  Agree<
    Exclude<keyof Client.CertificateFilters, `$${string}`>,
    Extract<keyof typeof FILTER_FIELDS, 'state' | 'validUntil' | 'issuedAt' | 'template' | 'documentId' | 'client'>
  >,
  Agree<
    Extract<Client.CertificateSort, (typeof SORT_FIELDS)[number]>,
    Exclude<(typeof SORT_FIELDS)[number], 'client' | 'center' | 'trashedAt'>
  >,
] = [true, true, true, true, true, true, true, true, true, true, true, true];
