import type { AxeResults } from 'axe-core';
import type * as Axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type * as Playwright from 'playwright-core';

const { chromium } = nativeRequire('playwright-core') as typeof Playwright;
const { source: axeSource } = nativeRequire('axe-core') as typeof Axe;

/** Chromium as Debian installs it, or another by `CHROMIUM`. */
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Visit {
  /** The admin JWT of who looks. */
  jwt: string;
  language?: string;
  /** `system`: as `page.emulateMedia` says. */
  theme?: 'light' | 'dark' | 'system';
  width?: number;
  height?: number;
}

/** Who looks at the client app: on a phone where nothing else is said. */
export interface AppVisit {
  language?: string;
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
  /** What the browser lets the app do without asking, e.g. `notifications`. */
  permissions?: string[];
  /** Signed in already, as this client. */
  as?: { jwt: string; username: string; email: string };
  /** Runs in each page before its own scripts. */
  script?: string;
}

export type { Page };

/** A browser for a suite, and a window of its own, with nothing remembered, for each visit. */
export const openBrowser = async (url: string) => {
  const browser: Browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
  const contexts: BrowserContext[] = [];
  /** What went wrong in a page without anybody seeing it. */
  const problems: string[] = [];

  const visit = async (
    path: string,
    { jwt, language = 'en', theme = 'light', width, height }: Visit
  ): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: width ?? 1280, height: height ?? 800 },
      locale: language,
      acceptDownloads: true,
    });
    contexts.push(context);
    context.setDefaultTimeout(30_000);
    const remembered = {
      ...(jwt ? { jwtToken: JSON.stringify(jwt), isLoggedIn: 'true' } : {}),
      STRAPI_THEME: theme,
      'strapi-admin-language': language,
    };
    await context.addInitScript(
      // Frames of a sandbox have no storage.
      `if (self === top) for (const [name, value] of ${JSON.stringify(Object.entries(remembered))}) localStorage.setItem(name, value);`
    );
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
    });
    await page.goto(`${url}/admin${path}`);
    return page;
  };

  /** Opens the client app in a window of its own. */
  const visitApp = async (hash: string, visit: AppVisit = {}): Promise<Page> => {
    const { language = 'en', theme = 'light', width = 390, height = 844, permissions = [], as, script } = visit;
    const context = await browser.newContext({
      viewport: { width, height },
      locale: language,
      colorScheme: theme,
      permissions,
      hasTouch: width < 768,
      acceptDownloads: true,
    });
    contexts.push(context);
    context.setDefaultTimeout(30_000);
    const session = as && { jwt: as.jwt, user: { username: as.username, email: as.email } };
    if (session) {
      const remembered = JSON.stringify(JSON.stringify(session));
      // Once: whoever signs out stays signed out.
      await context.addInitScript(`if (!sessionStorage.begun) {
        sessionStorage.begun = 'true';
        localStorage.setItem('certificates.session', ${remembered});
      }`);
    }
    if (script) await context.addInitScript(script);
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
    });
    await page.goto(`${url}/app/${hash}`);
    return page;
  };

  return {
    visit,
    visitApp,
    problems,
    closePages: async () => {
      for (const context of contexts.splice(0)) await context.close();
    },
    close: () => browser.close(),
  };
};

export type TestBrowser = Awaited<ReturnType<typeof openBrowser>>;

interface Axes {
  /** Milliseconds: colours of something that is still fading in are no colours. */
  settle?: number;
  /** Those of axe to look at; all where it is not given. */
  rules?: string[];
}

/** What axe finds to be serious or worse in the plugin's own part of the page, in words. */
export const accessibilityProblems = async (
  page: Page,
  within = 'main',
  { settle = 300, rules }: Axes = {}
): Promise<string[]> => {
  await page.waitForTimeout(settle);
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axeSource);
  const options = { resultTypes: ['violations'], runOnly: rules };
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(${JSON.stringify(within)}, ${JSON.stringify(options)})`
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
};
