import { accessibilityProblems, type Page } from '../browser';
import { goOn } from '../desk-panel';

/** What the dialogs are about. */
export interface Subjects {
  pending: string;
  approved: string;
  client: string;
}

const button = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();
const fromMenu = (name: string) => async (page: Page) => {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name }).click();
};

const certificate = (documentId: string) => `/plugins/certificates/certificate/${documentId}`;

/** Every screen: its name, where it is, and a text that is there once it is complete. */
const screens = ({ pending, approved, client }: Subjects): [string, string, string | RegExp][] => [
  ['the queue', '/plugins/certificates/pending', /^1 of \d/],
  ['all certificates', '/plugins/certificates/all', /entries$/],
  ['the history', '/plugins/certificates/history', /entry$|entries$/],
  ['the trash', '/plugins/certificates/trash', /entry$|entries$/],
  ['the clients', '/plugins/certificates/clients', /entries$/],
  ['a client', `/plugins/certificates/clients/${client}`, 'Medical certificate'],
  ['a certificate', certificate(approved), 'What happened'],
  ['its form', `${certificate(pending)}/edit`, 'As it stands on the document'],
  ['the templates', '/settings/certificates/templates', /entry$|entries$/],
  ['the centres', '/settings/certificates/centers', /entry$|entries$/],
  ['the deliveries', '/settings/certificates/notifications', /entries$/],
  ['the texts', '/settings/certificates/notifications/texts', 'Plain text'],
  ['the settings', '/settings/certificates/general', 'Retention'],
];

/** Every dialog: its name, where it opens, and how. */
const dialogs = ({ pending, approved, client }: Subjects): [string, string, (page: Page) => Promise<unknown>][] => [
  ['Approve', certificate(pending), button('Approve')],
  ['Reject', certificate(pending), button('Reject')],
  ['Delete', certificate(pending), fromMenu('Delete')],
  ['Revoke', certificate(approved), fromMenu('Revoke')],
  ['Archive', certificate(approved), fromMenu('Archive')],
  [
    'Leave without saving',
    `${certificate(pending)}/edit`,
    async (page) => {
      await page.getByLabel('Notes').fill('Typed and not saved');
      await page.getByRole('button', { name: 'Cancel' }).click();
    },
  ],
  ['the calendar', `${certificate(pending)}/edit`, button('Choose from the calendar')],
  ['New certificate', `/plugins/certificates/clients/${client}`, button('New')],
  [
    'Approve several',
    '/plugins/certificates/all?state=pending_approval',
    async (page) => {
      await page.getByRole('checkbox', { name: 'Select all on this page' }).click();
      await page.getByRole('button', { name: 'Approve' }).click();
    },
  ],
  ['New template', '/settings/certificates/templates', button('New template')],
  ['Edit template', '/settings/certificates/templates', button('Edit Medical certificate')],
  ['Delete template', '/settings/certificates/templates', button('Delete Medical certificate')],
  ['Generate certificates', '/settings/certificates/templates', button('Generate certificates')],
  ['New centre', '/settings/certificates/centers?_q=Norte', button('New centre')],
  ['Edit centre', '/settings/certificates/centers?_q=Norte', button('Edit Gimnasio Norte')],
  ['Delete centre', '/settings/certificates/centers?_q=Norte', button('Delete Gimnasio Norte')],
];

const WIDTHS = [1280, 768];
/** A theme changes colours and nothing else. */
const RULES = { light: undefined, dark: ['color-contrast'] };

/** What is wrong with a part of what is on the screen, wide and narrow, light and dark. */
const problemsOf = async (page: Page, within: string): Promise<string[]> => {
  const problems: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      const found = await accessibilityProblems(page, within, { settle: 100, rules: RULES[theme] });
      problems.push(...found.map((text) => `${width} ${theme}: ${text}`));
    }
    const sticksOut = await page.evaluate<boolean>(`(() => {
      const { left, right } = document.querySelector('${within}').getBoundingClientRect();
      return left < 0 || right > innerWidth || document.documentElement.scrollWidth > innerWidth;
    })()`);
    if (sticksOut) problems.push(`${width}: sticks out of the window`);
  }
  return problems;
};

/** Looks at every screen. */
export const problemsOfScreens = async (page: Page, subjects: Subjects): Promise<string[]> => {
  const problems: string[] = [];
  for (const [name, path, text] of screens(subjects)) {
    await goOn(page, path);
    await page.locator('main').getByText(text).first().waitFor();
    problems.push(...(await problemsOf(page, 'main')).map((problem) => `${name}: ${problem}`));
  }
  return problems;
};

/** Opens every dialog, looks at it, and closes it by Escape. */
export const problemsOfDialogs = async (page: Page, subjects: Subjects): Promise<string[]> => {
  const problems: string[] = [];
  const dialog = '[role="dialog"], [role="alertdialog"]';
  for (const [name, path, open] of dialogs(subjects)) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await goOn(page, path);
    await open(page);
    await page.locator(dialog).waitFor();
    problems.push(...(await problemsOf(page, dialog)).map((problem) => `${name}: ${problem}`));
    await page.keyboard.press('Escape');
    await page.locator(dialog).waitFor({ state: 'detached' });
  }
  return problems;
};
