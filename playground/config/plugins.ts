import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { dataDir } from '../src/data-dir';
import { jsonEnv, overlay } from '../src/settings';
import { secrets } from '../src/secrets';

/**
 * Tests and the demo adapt this map: `CERTIFICATES_CONFIG` is merged over the plugin's own settings, `PLAYGROUND_PLUGINS`
 * over the whole.
 */
export default ({ env }: Core.Config.Shared.ConfigParams) =>
  overlay(
    {
      'users-permissions': {
        config: {
          jwtSecret: secrets().JWT_SECRET,
          register: { allowedFields: ['language'] },
          ratelimit: { enabled: env.bool('RATE_LIMIT', true) },
        },
      },
      graphql: {
        config: {
          landingPage: env.bool('GRAPHQL_LANDING_PAGE', true),
          defaultLimit: 25,
          maxLimit: 100,
          depthLimit: 10,
        },
      },
      email: {
        config: {
          provider: 'nodemailer',
          providerOptions: {
            host: env('SMTP_HOST', '127.0.0.1'),
            port: env.int('SMTP_PORT', 1025),
            secure: false,
            ignoreTLS: true,
            pool: true,
          },
          settings: { defaultFrom: 'centre@example.com', defaultReplyTo: 'centre@example.com' },
        },
      },
      certificates: {
        enabled: true,
        config: overlay(
          { documents: { directory: path.join(dataDir(), 'private', 'certificates') } },
          jsonEnv('CERTIFICATES_CONFIG')
        ),
      },
    },
    jsonEnv('PLAYGROUND_PLUGINS')
  );
