import type { Core } from '@strapi/strapi';
import { secrets } from '../src/secrets';

export default ({ env }: Core.Config.Shared.ConfigParams) => {
  const { ADMIN_JWT_SECRET, API_TOKEN_SALT, TRANSFER_TOKEN_SALT, ENCRYPTION_KEY } = secrets();
  return {
    autoOpen: false,
    auth: { secret: ADMIN_JWT_SECRET },
    apiToken: { salt: API_TOKEN_SALT },
    transfer: { token: { salt: TRANSFER_TOKEN_SALT } },
    secrets: { encryptionKey: ENCRYPTION_KEY },
    flags: { nps: false, promoteEE: false },
    // Off where a machine logs in again and again: the seed and the tests.
    rateLimit: { enabled: env.bool('RATE_LIMIT', true) },
  };
};
