import type { Core } from '@strapi/strapi';

/** The first release without the holes that are public: filters on private fields (CVE-2026-27886) among them. */
const SOUND = [5, 45];

/**
 * Whether this version of Strapi has known security holes that reach what the plugin keeps.
 *
 * @param version of Strapi, e.g. `5.44.2`; one that cannot be read is not called old
 */
export const isOldStrapi = (version: string): boolean => {
  const [major = NaN, minor = NaN] = version.split('.').map(Number);
  const [soundMajor, soundMinor] = SOUND as [number, number];
  return major < soundMajor || (major === soundMajor && minor < soundMinor);
};

/** Says so at start: people's health papers should not lie behind a door that is known to be open. */
export const warnOfOldStrapi = (strapi: Core.Strapi): void => {
  const version = String(strapi.config.get('info.strapi', ''));
  if (!isOldStrapi(version)) return;
  strapi.log.warn(
    `certificates: Strapi ${version} has known security holes, through which private data can leak. ` +
      `Upgrade Strapi to ${SOUND.join('.')} or later.`
  );
};
