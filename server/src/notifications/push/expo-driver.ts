import type { PushDriver } from '../../ports/push';
import { jsonOf, post, PushServiceError } from './post';

export interface ExpoOptions {
  /** Needed where the Expo project asks for it ("enhanced security"). */
  accessToken?: string;
  /** Where messages go; another one in tests. */
  apiUrl?: string;
}

interface ExpoAnswer {
  data?: { status?: string; details?: { error?: string } } | { status?: string; details?: { error?: string } }[];
}

/** Expo's push service, for apps made with Expo. */
export const createExpoDriver = ({ accessToken, apiUrl }: ExpoOptions): PushDriver => ({
  name: 'expo',
  async send({ endpoint: to }, { title, body, url, data }) {
    const { status, text, retryAfterMs } = await post(
      `${apiUrl ?? 'https://exp.host'}/--/api/v2/push/send`,
      {
        'Content-Type': 'application/json',
        ...(accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` }),
      },
      JSON.stringify({ to, title, body, data: { ...data, url } })
    );
    const { data: tickets } = (jsonOf(text) ?? {}) as ExpoAnswer;
    const ticket = Array.isArray(tickets) ? tickets[0] : tickets;
    if (status === 200 && ticket?.status === 'ok') return 'delivered';
    if (ticket?.details?.error === 'DeviceNotRegistered') return 'gone';
    throw new PushServiceError(status, ticket?.details?.error ?? '', retryAfterMs);
  },
});
