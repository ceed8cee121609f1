/**
 * What a host would write with Strapi's documented APIs: loops over documents that write the same rows as the plugin
 * does, one after the other.
 */
export const PEER = {
  certificate: 'api::peer-certificate.peer-certificate',
  event: 'api::peer-event.peer-event',
  notification: 'api::peer-notification.peer-notification',
};

export const peerLoops = ({ strapi, clock }) => {
  const certificates = strapi.documents(PEER.certificate);

  const tell = async (certificate, client, action, event) => {
    const at = clock.now().toISOString();
    await strapi.documents(PEER.event).create({
      data: { certificate: certificate.documentId, action, at, actorType: 'system' },
    });
    if (!event) return;
    await strapi.documents(PEER.notification).create({
      data: {
        certificate: certificate.documentId,
        client: client.id,
        event,
        channel: 'email',
        dedupeKey: `${event}:${certificate.documentId}:${certificate.validUntil ?? ''}`,
        state: 'pending',
        nextAttemptAt: at,
      },
    });
  };

  const issue = async ({ name, template, client }) => {
    const certificate = await certificates.create({
      data: { name, template, client: client.id, state: 'missing_info', issuedAt: clock.now().toISOString() },
    });
    await tell(certificate, client, 'issued', 'certificate.created');
  };

  return {
    issue,

    /** Expires what is due, up to `limit` rows; with `renew` it archives them and issues what follows. */
    async expire({ limit, renew }) {
      const now = clock.now().toISOString();
      const due = await certificates.findMany({
        filters: {
          archivedAt: { $null: true },
          state: { $in: ['approved', 'expiring_soon'] },
          expiresAt: { $lte: now },
        },
        populate: ['client', 'template'],
        limit,
      });
      for (const certificate of due) {
        const { documentId, client, template } = certificate;
        const archived = renew ? { archivedAt: now } : {};
        await certificates.update({ documentId, data: { state: 'expired', ...archived } });
        await tell(certificate, client, 'expired', 'certificate.expired');
        if (!renew) continue;
        await issue({ name: template.name, template: template.documentId, client });
        await tell(certificate, client, 'archived', null);
      }
      return due.length;
    },
  };
};
