import type { Core } from '@strapi/strapi';

import type { Traffic } from '../ports/traffic';

/** Watches the requests of Strapi's HTTP server. The watching ends with the server. */
export const watchTraffic = (strapi: Core.Strapi): Traffic => {
  let underWay = 0;
  let endedAt = -Infinity;
  strapi.server.httpServer.on('request', (_request, response) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
      endedAt = performance.now();
    });
  });
  return { underWay: () => underWay, quietFor: () => (underWay > 0 ? 0 : performance.now() - endedAt) };
};
