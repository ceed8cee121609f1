import { assessAccess, type Access } from '../domain/access';
import type { PlainDay } from '../domain/calendar';
import { notFound } from '../domain/errors';
import type { Dependencies } from './dependencies';

/** "Is this client in order on that day, and if not, why not?" For clients, turnstiles and booking systems. */
export const createAccess = ({ access, clock, config, people }: Dependencies) => {
  const assess = async (clientId: number, on: PlainDay | null): Promise<Access> => {
    const { templates, certificates } = await access.of(clientId);
    return assessAccess(templates, certificates, { on, now: clock.now(), timeZone: config.timeZone });
  };

  return {
    /**
     * @param clientId row id
     * @param on the day that is asked about; null: today, in the zone of each certificate's centre
     */
    ofClient: assess,

    /** @throws DomainError 404 for an unknown client */
    async ofDocument(clientDocumentId: string, on: PlainDay | null): Promise<Access> {
      const client = await people.findClient(clientDocumentId);
      if (!client) throw notFound('Client');
      return assess(client.id, on);
    },
  };
};
