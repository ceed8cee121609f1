export { testClock, type TestClock } from './clock';
export { fixture } from './fixtures';
export { graphql, type GraphqlAnswer } from './graphql';
export { createHome, databaseClient, type Home } from './home';
export { type MailServer, type ReceivedMail } from './mail-server';
export { PASSWORD, type Client, type Grant, type Staff } from './people';
export { startStrapi, type StartOptions, type TestStrapi } from './start-strapi';
export { waitUntil } from './wait-until';
