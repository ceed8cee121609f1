import type { StaffCertificate } from '../../server/contracts';
import { waitUntil } from '../helpers';
import { upload } from '../helpers/office';
import type { Page } from './browser';
import { goOn, startDesk, type Desk } from './desk-panel';
import { filterBar } from './pages/filters';

jest.setTimeout(120_000);

const ALL = '/plugins/certificates/all';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  // Of one centre nobody is asked which.
  await desk.post('/centers', { name: 'Gimnasio Sur', timeZone: 'Europe/Madrid' });
});
afterEach(() => desk?.browser.closePages());
afterAll(() => desk?.stop());

const shown = (page: Page) => page.locator('tbody tr').count();
const dayIn = (timeZone: string, at: Date) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);

describe('the filters of a list', () => {
  it('find what an archived template has issued, by its name and a word that says so', async () => {
    const { documentId: old } = await desk.post<{ documentId: string }>('/templates', { name: 'First-aid course' });
    const [client] = desk.clients;
    await desk.post<StaffCertificate>('/certificates', { client: client?.documentId, template: old });
    await desk.app.request(desk.manager.jwt).delete(`/certificates/templates/${old}`).expect(200);

    const page = await desk.visit(ALL);
    const filters = filterBar(page);
    await page.getByRole('link', { name: 'First-aid course' }).waitFor();
    await filters.open('Template');
    expect(await page.getByRole('option').allTextContents()).toEqual([
      'Medical certificate',
      'First-aid course (archived)',
    ]);
    await page.keyboard.press('Escape');
    await filters.choose('Template', 'First-aid course (archived)');
    await waitUntil(async () => (await shown(page)) === 1, { what: 'the one certificate' });
    expect(await page.getByRole('link', { name: 'First-aid course' }).count()).toBe(1);
  });

  it('ask for days as they are in the plugin’s zone, also of somebody who may not read the settings', async () => {
    const professional = await desk.app.createAdminUser({ roles: ['certificates-professional'] });
    // An hour before midnight in the browser's zone, which is UTC here, and after midnight in Madrid.
    const late = new Date(new Date().setUTCHours(23, 5, 0, 0));
    const asked: string[] = [];
    const page = await desk.visit('/plugins/certificates/history', { jwt: professional.jwt });
    await page.getByText('Nothing has been archived yet').waitFor();
    await page.clock.setFixedTime(late);
    await page.route('**/certificates/certificates?*', async (route) => {
      const { searchParams } = new URL(route.request().url());
      asked.push(...[...searchParams].filter(([name]) => name.includes('validUntil')).map(([, value]) => value));
      await route.continue();
    });
    await filterBar(page).choose('Validity', 'In the next 7 days');
    await page.getByText('Nothing matches the search and the filters').waitFor();
    const week = new Date(late.getTime() + 6 * 86_400_000);
    expect(asked).toEqual([dayIn('Europe/Madrid', late), dayIn('Europe/Madrid', week)]);
    expect(asked[0]).not.toBe(dayIn('UTC', late));
  });

  it.each([1280, 1600, 900])('move nothing when they are set and when they are cleared (%i wide)', async (width) => {
    const page = await desk.visit(ALL, { width });
    const filters = filterBar(page);
    await page.getByText(/entries$/).waitFor();
    await filters.field('Centre').waitFor();
    const parts = [
      page.locator('table'),
      page.getByRole('button', { name: 'Export CSV' }),
      ...['State', 'Template', 'Validity', 'Centre'].map((label) => filters.field(label)),
    ];
    const places = () =>
      Promise.all(
        parts.map(async (part) => {
          const { x = -1, y = -1 } = (await part.boundingBox()) ?? {};
          return [x, y].map(Math.round);
        })
      );
    const before = await places();
    expect(await filters.clear.count()).toBe(0);

    await filters.choose('State', 'Pending approval');
    await filters.choose('Template', 'Medical certificate');
    await filters.clear.waitFor();
    expect(await places()).toEqual(before);

    await filters.clear.click();
    await filters.clear.waitFor({ state: 'hidden' });
    expect(await places()).toEqual(before);
    expect(new URL(page.url()).search).toBe('');
  });
});

describe('a question before approving', () => {
  it('does not speak of a validity date where there is none', async () => {
    const template = await desk.post<{ documentId: string }>('/templates', { name: 'Passport', expires: false });
    const [client] = desk.clients;
    const passport = await desk.post<StaffCertificate>('/certificates', {
      client: client?.documentId,
      template: template.documentId,
    });
    await upload(desk.app.request(client?.jwt), passport.documentId, 'scan.png').expect(200);
    const question = (page: Page) => page.getByRole('alertdialog');

    const page = await desk.visit(`/plugins/certificates/certificate/${passport.documentId}`);
    await page.getByRole('button', { name: 'Approve' }).click();
    await question(page).getByText('becomes valid and does not expire').waitFor();
    await page.keyboard.press('Escape');

    for (const [search, text] of [
      [`template=${template.documentId}`, 'They become valid and do not expire.'],
      ['_q=Ana', 'They become valid, those with a validity date until that date.'],
      ['_q=Bruno', 'They become valid until their validity dates.'],
    ] as const) {
      await goOn(page, `${ALL}?state=pending_approval&${search}`);
      await page.getByText(/entr(y|ies)$/).waitFor();
      await page.getByRole('checkbox', { name: 'Select all on this page' }).click();
      await page.getByRole('button', { name: 'Approve' }).click();
      await question(page).getByText(text).waitFor();
      await page.keyboard.press('Escape');
    }
  });
});

it('nobody meets an error that is not seen', () => {
  expect(desk.browser.problems).toEqual([]);
});
