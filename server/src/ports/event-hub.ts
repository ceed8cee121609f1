import type { NotificationEvent } from '../constants';

/** What listeners get: whom and what it is about, by document ids alone. */
export interface EventPayload {
  certificate: { documentId: string };
  template: { documentId: string } | null;
  client: { documentId: string } | null;
  center: { documentId: string } | null;
  /** UTC, ISO 8601. */
  occurredAt: string;
}

export interface EventHub {
  /** Resolves when all listeners are through. @throws what a listener throws */
  emit(event: NotificationEvent, payload: EventPayload): Promise<void>;
}
