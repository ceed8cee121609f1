import type { Core } from '@strapi/strapi';

import type { Traffic } from '../ports/traffic';

/** Counts the requests of Strapi's HTTP server. The counting ends with the server. */
export const watchTraffic = (strapi: Core.Strapi): Traffic => {
  let underWay = 0;
  let soFar = 0;
  strapi.server.httpServer.on('request', (_request, response) => {
    soFar += 1;
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
    });
  });
  return { underWay: () => underWay, soFar: () => soFar };
};
