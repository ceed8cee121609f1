import type { Channel, NotificationEvent, NotificationState } from '../src/constants';
import type { Answer, ListAnswer, ListRequest } from './shared';

/** A message to a person, as staff see it. Instants are ISO 8601 in UTC. */
export interface Notification {
  documentId: string;
  event: NotificationEvent;
  channel: Channel;
  state: NotificationState;
  attempts: number;
  createdAt: string | null;
  nextAttemptAt: string | null;
  sentAt: string | null;
  /** What went wrong last, or the word for why it was cancelled. */
  lastError: string | null;
  certificate: { documentId: string; name: string } | null;
  client: { documentId: string; username: string } | null;
}

export namespace FindNotifications {
  /** `filters` takes `state`, `event` and `channel`, each with one value. */
  export type Request = ListRequest;
  export type Response = ListAnswer<Notification>;
}

export namespace RetryNotification {
  export type Response = Answer<{ documentId: string }>;
}
