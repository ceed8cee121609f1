import { createHash } from 'node:crypto';

import type { Core } from '@strapi/strapi';

import type { Mail, Mailer } from '../ports/mailer';

/** The domain of an address, with or without a name ("Gym <no-reply@gym.example>"). */
const domainOf = (address: string | null | undefined): string | null =>
  /@([a-z0-9.-]+)>?\s*$/i.exec(address ?? '')?.[1]?.toLowerCase() ?? null;

/**
 * The Message-ID of a mail (RFC 5322, 3.6.4): the same for every attempt, and telling nothing of whom it is about.
 * @param sender address that the mail is sent from, where it is known
 */
export const messageIdOf = (dedupeKey: string, sender: string | null | undefined): string => {
  const hash = createHash('sha256').update(dedupeKey).digest('hex').slice(0, 40);
  return `<${hash}@${domainOf(sender) ?? 'certificates.invalid'}>`;
};

/** Sends through Strapi's e-mail plugin, so with whatever provider the host has set up. */
export const createStrapiMailer = (strapi: Core.Strapi): Mailer => ({
  async send({ to, from, subject, text, html, dedupeKey }: Mail) {
    const plugin = strapi.plugin('email');
    if (!plugin) throw new Error('The e-mail plugin is not there');
    const { settings } = strapi.config.get<{ settings?: { defaultFrom?: string } }>('plugin::email', {});
    await plugin.service('email').send({
      to: to.join(', '),
      ...(from === null ? {} : { from }),
      subject,
      text,
      html,
      messageId: messageIdOf(dedupeKey, from ?? settings?.defaultFrom),
      // RFC 3834: no out-of-office answers to a machine.
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  },
});
