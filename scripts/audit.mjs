/**
 * Asks the registry for known holes in what comes into an app with the plugin (`npm audit --omit=dev`). Fails on one that is
 * high or critical and not in `KNOWN`; says so, and passes, where the registry gives no answer (offline, or a mirror without it).
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Advisories that do not concern the plugin, each with the reason why. Empty is how it should be. */
const KNOWN = {};

const root = fileURLToPath(new URL('..', import.meta.url));
const { stdout = '', error } = spawnSync(
  'npm',
  ['audit', '--omit=dev', '--json', '--fetch-timeout=30000', '--fetch-retries=1'],
  {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
    timeout: 150_000,
  }
);

const report = () => {
  try {
    return JSON.parse(stdout);
  } catch {
    return null;
  }
};

const answer = report();
if (error || !answer?.vulnerabilities) {
  console.log(
    `npm audit could not run: ${error?.code ?? answer?.message ?? answer?.error?.summary ?? 'no answer from the registry'}`
  );
} else {
  const advisories = Object.values(answer.vulnerabilities).flatMap(({ via }) =>
    via.filter((one) => typeof one === 'object')
  );
  const grave = advisories.filter(({ severity }) => severity === 'high' || severity === 'critical');
  const unknown = grave.filter(({ url }) => !Object.hasOwn(KNOWN, url));
  for (const { name, severity, title, url } of unknown) console.error(`${name}: ${severity}: ${title} ${url}`);
  console.log(
    `npm audit: ${advisories.length} advisories, ${grave.length} of them high or critical, ${unknown.length} not accounted for`
  );
  if (unknown.length > 0) process.exitCode = 1;
}
