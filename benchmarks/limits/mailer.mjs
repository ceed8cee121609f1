/** nodemailer's pool and nothing else: sends so many mails of the size that the plugin's have. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { playground } from '../../scripts/setup.mjs';

const require = createRequire(path.join(playground, 'package.json'));
const nodemailer = createRequire(require.resolve('@strapi/provider-email-nodemailer'))('nodemailer');

const transport = nodemailer.createTransport({
  host: '127.0.0.1',
  port: Number(process.env.SMTP_PORT),
  secure: false,
  ignoreTLS: true,
  pool: true,
});

process.on('message', async ({ count, text, html }) => {
  await Promise.all(
    Array.from({ length: count }, (_, serial) =>
      transport.sendMail({
        from: 'centre@example.com',
        to: `client${serial}@example.com`,
        subject: 'A document is needed: Medical certificate',
        text,
        html,
      })
    )
  );
  process.send({ done: true });
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
