import { Temporal } from 'temporal-polyfill';

/*
 * What certificates should do, told a second time and as plainly as can be: no database, no sets, one certificate after
 * the other. It shares no code with the plugin, so that a mistake would have to be made twice.
 */

export interface ModelTemplate {
  expires: boolean;
  expiringSoonDays: number;
  renewOnExpiry: boolean;
  /** When it was switched on: what ended before is not renewed. */
  renewsSince: number;
  leadDays: number;
  archived: boolean;
}

export interface ModelClient {
  blocked: boolean;
  /** Erased, with everything that was theirs. */
  gone: boolean;
  /** Whether they are in the one centre that there is. */
  member: boolean;
}

export interface ModelCertificate {
  id: string;
  template: number;
  client: number;
  /** Whether it is of the centre, and so in its zone. */
  ofCenter: boolean;
  hasDocument: boolean;
  validUntil: string | null;
  notes: string | null;
  rejected: boolean;
  approved: boolean;
  archived: boolean;
  /** The instants stand still from then on. */
  trashed: { soonAt: number | null; endsAt: number | null } | null;
  revision: number;
  predecessor: string | null;
  /** What the sweep has seen last; what is shown follows from the clock instead. */
  swept: 'approved' | 'expiring_soon' | 'expired';
  renewed: boolean;
  /** The certificate that this was issued to renew, as long as nobody has taken that one's approval back. */
  renewalOf: string | null;
}

export const UNNAMED = 'nameless ';

/** What somebody is told of a certificate once: by the clock for each validity date, of the request itself once ever. */
interface Told {
  event: string;
  of: ModelCertificate;
  validUntil: string | null;
}

/** A refusal, by its code; or null where the command is carried out. */
export type Outcome = string | null;

const START_OF_DAY = (day: string, zone: string): number =>
  Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;

export const plusDays = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();

export class World {
  now = 0;
  templates: ModelTemplate[] = [];
  clients: ModelClient[] = [];
  certificates: ModelCertificate[] = [];
  /** Zone of the centre, and of what has none. */
  zone = 'UTC';
  otherZone = 'UTC';
  private told: Told[] = [];

  /** What of all that has ever been told, as `event:certificate` and, where it counts, `:date`. */
  toldOf(one: ModelCertificate): string[] {
    const keys = this.told
      .filter(({ of }) => of === one)
      .map(({ event, validUntil }) => `${event}:${validUntil ?? ''}`);
    return [...new Set(keys)].sort();
  }

  private tell(event: string, of: ModelCertificate, validUntil = of.validUntil): void {
    if (!this.client(of).blocked) this.told.push({ event, of, validUntil });
  }

  private template = (one: ModelCertificate) => this.templates[one.template] as ModelTemplate;
  private client = (one: ModelCertificate) => this.clients[one.client] as ModelClient;

  private zoneOf = ({ ofCenter }: Pick<ModelCertificate, 'ofCenter'>) => (ofCenter ? this.zone : this.otherZone);

  today(one: Pick<ModelCertificate, 'ofCenter'>): string {
    return Temporal.Instant.fromEpochMilliseconds(this.now)
      .toZonedDateTimeISO(this.zoneOf(one))
      .toPlainDate()
      .toString();
  }

  instants(one: ModelCertificate) {
    if (one.trashed) return one.trashed;
    if (one.validUntil === null) return { soonAt: null, endsAt: null };
    const zone = this.zoneOf(one);
    return {
      soonAt: START_OF_DAY(plusDays(one.validUntil, -this.template(one).expiringSoonDays), zone),
      endsAt: START_OF_DAY(plusDays(one.validUntil, 1), zone),
    };
  }

  /** What everybody is to be told of it. */
  state(one: ModelCertificate): string {
    if (!one.approved) {
      const complete = one.hasDocument && (!this.template(one).expires || one.validUntil !== null);
      return complete && !one.rejected ? 'pending_approval' : 'missing_info';
    }
    const { soonAt, endsAt } = this.instants(one);
    if (endsAt !== null && this.now >= endsAt) return 'expired';
    return soonAt !== null && this.now >= soonAt ? 'expiring_soon' : 'approved';
  }

  private isCurrent = (one: ModelCertificate) => !one.archived && one.trashed === null;

  issue(id: string, client: number, template: number, predecessor: ModelCertificate | null = null): Outcome {
    if ((this.templates[template] as ModelTemplate).archived) return 'template_archived';
    const one: ModelCertificate = {
      id,
      template,
      client,
      ofCenter: predecessor ? predecessor.ofCenter : (this.clients[client] as ModelClient).member,
      hasDocument: false,
      validUntil: null,
      notes: null,
      rejected: false,
      approved: false,
      archived: false,
      trashed: null,
      revision: 1,
      predecessor: predecessor?.id ?? null,
      swept: 'approved',
      renewed: false,
      renewalOf: predecessor?.id ?? null,
    };
    this.certificates.push(one);
    this.tell('certificate.created', one, null);
    return null;
  }

  /** Everybody who holds no open one of it gets one, called `nameless` until somebody says its id. */
  issueToAll(template: number): Outcome {
    if ((this.templates[template] as ModelTemplate).archived) return 'template_archived';
    for (const [client, { gone }] of this.clients.entries()) {
      const holds = this.certificates.some(
        (one) =>
          one.client === client && one.template === template && this.isCurrent(one) && this.state(one) !== 'expired'
      );
      if (!gone && !holds) this.issue(`${UNNAMED}${template}:${client}:${this.now}`, client, template);
    }
    return null;
  }

  edit(one: ModelCertificate, change: { document?: boolean; validUntil?: string | null; notes?: string }): Outcome {
    if (!this.isCurrent(one) || one.approved) return 'locked';
    if (change.validUntil && !this.template(one).expires) return 'validity_not_expected';
    const validUntil = change.validUntil === undefined ? one.validUntil : change.validUntil;
    const touchesDate = Boolean(change.document) || Boolean(change.validUntil);
    if (touchesDate && validUntil !== null && validUntil < this.today(one)) return 'validity_in_past';
    const newDate = validUntil !== one.validUntil;
    const newNotes = change.notes !== undefined && change.notes !== one.notes;
    if (!change.document && !newDate && !newNotes) return null;
    one.hasDocument ||= Boolean(change.document);
    one.validUntil = validUntil;
    if (newNotes) one.notes = change.notes ?? null;
    if (change.document || newDate) one.rejected = false;
    one.revision += 1;
    return null;
  }

  private review(one: ModelCertificate, revision: number, states: string[]): Outcome {
    if (one.trashed) return 'trashed';
    if (one.archived) return 'archived';
    if (revision !== one.revision) return 'revision_changed';
    return states.includes(this.state(one)) ? null : 'wrong_state';
  }

  approve(one: ModelCertificate, revision: number): Outcome {
    const refusal = this.review(one, revision, ['pending_approval']);
    if (refusal) return refusal;
    if (one.validUntil !== null && one.validUntil < this.today(one)) return 'validity_in_past';
    one.approved = true;
    one.swept = this.state(one) as ModelCertificate['swept'];
    const old = this.certificates.find(({ id }) => id === one.predecessor);
    if (old && this.isCurrent(old) && old.approved) old.archived = true;
    return null;
  }

  reject(one: ModelCertificate, revision: number): Outcome {
    const refusal = this.review(one, revision, ['pending_approval']);
    if (!refusal) one.rejected = true;
    return refusal;
  }

  revoke(one: ModelCertificate, revision: number): Outcome {
    const refusal = this.review(one, revision, ['approved', 'expiring_soon']);
    if (refusal) return refusal;
    one.approved = false;
    one.rejected = true;
    one.renewed = false;
    for (const other of this.certificates) if (other.renewalOf === one.id) other.renewalOf = null;
    return null;
  }

  archive(one: ModelCertificate): Outcome {
    if (one.trashed) return 'trashed';
    if (one.archived) return 'archived';
    if (!one.approved) return 'wrong_state';
    one.archived = true;
    return null;
  }

  remove(one: ModelCertificate): Outcome {
    if (one.trashed) return 'trashed';
    one.trashed = this.instants(one);
    return null;
  }

  /** A centre's zone or a template's days have changed: what had come may lie ahead again. */
  private comeBack(touched: (one: ModelCertificate) => boolean): void {
    for (const one of this.certificates) {
      if (one.trashed || !one.approved || !touched(one)) continue;
      const { soonAt, endsAt } = this.instants(one);
      if (soonAt !== null && soonAt > this.now) one.swept = 'approved';
      else if (one.swept === 'expired' && endsAt !== null && endsAt > this.now) one.swept = 'expiring_soon';
    }
  }

  setZone(zone: string): void {
    this.zone = zone;
    this.comeBack(({ ofCenter }) => ofCenter);
  }

  /** What has no centre takes the one that its client joins; leaving takes nothing from what there is. */
  setMember(client: number, member: boolean): void {
    (this.clients[client] as ModelClient).member = member;
    if (!member) return;
    const taking = this.certificates.filter((one) => one.client === client && !one.trashed && !one.ofCenter);
    for (const one of taking) one.ofCenter = true;
    this.comeBack((one) => taking.includes(one));
  }

  setRenews(template: number, renews: boolean): void {
    const it = this.templates[template] as ModelTemplate;
    if (renews && !it.renewOnExpiry) it.renewsSince = this.now;
    it.renewOnExpiry = renews;
  }

  erase(client: number): void {
    (this.clients[client] as ModelClient).gone = true;
    this.certificates = this.certificates.filter((one) => one.client !== client);
  }

  setDays(template: number, days: number): void {
    (this.templates[template] as ModelTemplate).expiringSoonDays = days;
    this.comeBack((one) => one.template === template);
  }

  /** Issues what follows these, unless another one takes the place. */
  private renew(ended: ModelCertificate[]): void {
    const last = new Map<string, ModelCertificate>();
    for (const one of ended) {
      const { endsAt } = this.instants(one) as { endsAt: number };
      const inItsPlace = this.certificates.find((other) => {
        if (ended.includes(other) || !this.isCurrent(other)) return false;
        if (other.client !== one.client || other.template !== one.template) return false;
        const end = this.instants(other).endsAt;
        return !other.approved || end === null || (end > this.now && end > endsAt);
      });
      if (inItsPlace) inItsPlace.predecessor ??= one.id;
      else {
        const key = `${one.client}:${one.template}`;
        const before = last.get(key);
        if (!before || (this.instants(before).endsAt as number) <= endsAt) last.set(key, one);
      }
    }
    for (const one of ended) one.renewed = true;
    for (const one of last.values()) {
      if (this.certificates.some(({ renewalOf }) => renewalOf === one.id)) continue;
      this.issue(`${UNNAMED}${one.id}`, one.client, one.template, one);
    }
  }

  /** What the sweep does now. A successor is called after its predecessor until somebody says its id. */
  sweep(): void {
    const due = this.certificates.filter((one) => {
      const { endsAt } = this.instants(one);
      return this.isCurrent(one) && one.approved && one.swept !== 'expired' && endsAt !== null && endsAt <= this.now;
    });
    for (const one of due) {
      one.swept = 'expired';
      this.tell('certificate.expired', one);
    }
    const renewing = due.filter((one) => {
      const { renewOnExpiry, renewsSince, archived } = this.template(one);
      const hasCome = renewsSince <= (this.instants(one).endsAt ?? 0);
      return renewOnExpiry && hasCome && !archived && !this.client(one).blocked;
    });
    this.renew(renewing);
    for (const one of renewing) one.archived = true;

    for (const one of this.certificates) {
      if (this.isCurrent(one) && one.approved && one.swept === 'approved' && this.state(one) === 'expiring_soon') {
        one.swept = 'expiring_soon';
        this.tell('certificate.expiring', one);
      }
    }
    this.renewEarly();
  }

  /** What is due anywhere is due together; each by the day where its centre is. */
  private renewEarly(): void {
    for (const [index, template] of this.templates.entries()) {
      if (template.archived || !template.renewOnExpiry || template.leadDays === 0) continue;
      for (const [client, { blocked }] of this.clients.entries()) {
        if (blocked) continue;
        const due = this.certificates.filter((one) => {
          if (one.template !== index || one.client !== client) return false;
          if (!this.isCurrent(one) || !one.approved) return false;
          const lastDay = plusDays(this.today(one), template.leadDays - 1);
          const { endsAt } = this.instants(one);
          return !one.renewed && one.validUntil !== null && one.validUntil <= lastDay && (endsAt ?? 0) > this.now;
        });
        this.renew(due);
      }
    }
  }
}
