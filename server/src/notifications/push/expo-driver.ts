import type { PushDriver } from '../../ports/push';
import { failureOf, jsonOf, post, PushServiceError, refusal } from './post';

export interface ExpoOptions {
  /** Needed where the Expo project asks for it ("enhanced security"). */
  accessToken?: string;
  /** Where messages go; another one in tests. */
  apiUrl?: string;
}

/** A ticket says that Expo has the message, a receipt that Google or Apple has it. */
interface Said {
  status?: string;
  id?: string;
  details?: { error?: string };
}

interface ExpoAnswer<T> {
  data?: T;
  errors?: { code?: string }[];
}

/** Errors of a ticket that the same message will end in again. */
const REFUSALS = ['MessageTooBig', 'MismatchSenderId'];

const isGone = (said: Said | undefined): boolean => said?.details?.error === 'DeviceNotRegistered';

/** Expo's push service, for apps made with Expo. */
export const createExpoDriver = ({ accessToken, apiUrl }: ExpoOptions): PushDriver => {
  const ask = async <T>(path: string, body: object) => {
    const { status, text, retryAfterMs } = await post(
      `${apiUrl ?? 'https://exp.host'}/--/api/v2/push/${path}`,
      {
        'Content-Type': 'application/json',
        ...(accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` }),
      },
      JSON.stringify(body)
    );
    return { status, retryAfterMs, ...((jsonOf(text) ?? {}) as ExpoAnswer<T>) };
  };

  return {
    name: 'expo',
    async send({ endpoint: to }, { title, body, url, data }) {
      const answer = await ask<Said | Said[]>('send', { to, title, body, data: { ...data, url } });
      const { status, retryAfterMs, data: tickets, errors } = answer;
      const ticket = Array.isArray(tickets) ? tickets[0] : tickets;
      if (status === 200 && ticket?.status === 'ok') {
        return ticket.id === undefined ? 'delivered' : { receiptId: ticket.id };
      }
      if (isGone(ticket)) return 'gone';
      const word = ticket?.details?.error ?? errors?.[0]?.code ?? '';
      if (REFUSALS.includes(word)) throw refusal(status, word);
      // Our access, or our credentials with Google or Apple: mended in the configuration, and until then tried again.
      const isAboutUs = status === 401 || status === 403 || word === 'InvalidCredentials';
      if (isAboutUs) throw new PushServiceError(status, word, retryAfterMs);
      throw failureOf(status, word, retryAfterMs);
    },

    async goneByReceipt(ids) {
      const { status, retryAfterMs, data } = await ask<Record<string, Said>>('getReceipts', { ids });
      if (status !== 200 || typeof data !== 'object') throw new PushServiceError(status, 'no receipts', retryAfterMs);
      return ids.filter((id) => isGone(data[id]));
    },
  };
};
