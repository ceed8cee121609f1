/**
 * Imported before everything else, and with nothing but Node: an older Strapi lacks what other modules take from it as soon
 * as they are read, and would end in an error of theirs (`Cannot read properties of undefined (reading 'object')`).
 */
import { createRequire } from 'node:module';

/** The first release without the holes that are public: filters on private fields (CVE-2026-27886) among them. */
const OLDEST = '5.45.0';

const requireHere = createRequire(import.meta.url);

/** The version of a package as the plugin finds it; null where it cannot be read. */
const versionOf = (name: string): string | null => {
  try {
    return (requireHere(`${name}/package.json`) as { version: string }).version;
  } catch {
    return null;
  }
};

const isOlder = (version: string): boolean => {
  const [major = NaN, minor = NaN] = version.split('.').map(Number);
  const [oldestMajor = NaN, oldestMinor = NaN] = OLDEST.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
};

/**
 * @param version of Strapi, e.g. `5.44.2`; one that cannot be read is not called old
 * @throws Error that says what is needed, what is there, and how to get from one to the other
 */
export const refuseOldStrapi = (version: string | null): void => {
  if (version === null || !isOlder(version)) return;
  throw new Error(
    `certificates needs Strapi ${OLDEST} or later; this is ${version}, which has known security holes and lacks ` +
      'what the plugin needs. Upgrade it with: npx @strapi/upgrade minor'
  );
};

// All packages of one release of Strapi have the same version; this one is what the plugin itself imports.
refuseOldStrapi(versionOf('@strapi/utils'));
