import type { StaffCertificate } from '../../server/contracts';
import { fixture, waitUntil } from '../helpers';
import { heif } from '../unit/documents/build-files';
import type { Page } from './browser';
import { startDesk, type Desk } from './desk-panel';
import { keyboard } from './pages/keyboard';
import { queuePage } from './pages/queue';

jest.setTimeout(120_000);

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterEach(() => desk?.browser.closePages());
afterAll(() => desk?.stop());

/** The client hands in another file instead. */
const handIn = async (at: number, file: string | Buffer, name?: string) => {
  const { jwt } = desk.clients[at] ?? {};
  const request = desk.app.request(jwt).post(`/api/certificates/${desk.certificates[at]}/document`);
  await request.attach('files', file, name).expect(200);
};
const queueOf = (name: string) => `/plugins/certificates/pending?_q=${name}`;

/** Whether anything has been drawn on the first page: not all of it is white. */
const isDrawn = (page: Page) =>
  page.evaluate<boolean>(`(() => {
    const canvas = document.querySelector('[role="region"] canvas');
    if (!canvas || canvas.height < 100) return false;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value < 128);
  })()`);

const WORKER = '**/certificates/assets/pdf-worker/*.mjs';
/** Of one page that is there, and one that is not. */
const HALF_PDF = [
  '%PDF-1.5',
  '1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj',
  '2 0 obj << /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >> endobj',
  '3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >> endobj',
  '4 0 obj << /Type /Pages /Kids 7 /Count 1 >> endobj',
  'trailer << /Size 5 /Root 1 0 R >>',
].join('\n');

describe('a PDF', () => {
  beforeAll(() => handIn(0, fixture('scan-jpeg2000.pdf')));

  it('is read by a worker of its own, also a scan in JPEG 2000, under Strapi’s Content-Security-Policy', async () => {
    const page = await desk.visit(queueOf('Ana'));
    await waitUntil(() => isDrawn(page), { timeout: 30_000, what: 'the scan' });
    expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual([
      expect.stringMatching(/^\/certificates\/assets\/pdf-worker\/[\d.]+\.mjs$/),
    ]);
    expect(await page.getByText(/cannot be shown here/).count()).toBe(0);
  });

  it('whose picture cannot be drawn for want of a worker says so, and offers the download', async () => {
    const page = await desk.visit('/plugins/certificates/all');
    await page.route(WORKER, (route) => route.fulfill({ status: 404 }));
    await page.goto(`${desk.app.url}/admin${queueOf('Ana')}`);
    await page.getByText('A picture on page 1 cannot be shown here').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      queuePage(page).document.getByRole('button', { name: 'Download the original' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('scan-jpeg2000.pdf');
    // That the policy forbids it on the page is what the test is about.
    desk.browser.problems.length = 0;
  });

  it('with a page that cannot be drawn says which, beside those that can', async () => {
    const page = await desk.visit('/plugins/certificates/all');
    await page.route('**/document', (route) => route.fulfill({ contentType: 'application/pdf', body: HALF_PDF }));
    await page.goto(`${desk.app.url}/admin${queueOf('Ana')}`);
    await page.getByText('Page 2 cannot be shown here').waitFor();
    expect(await page.getByText('Page 1 cannot be shown here').count()).toBe(0);
  });

  it('that keeps its worker busy for ever is given up, in words', async () => {
    const page = await desk.visit('/plugins/certificates/all');
    await page.clock.install();
    await page.route(WORKER, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: 'postMessage({}); for (;;);' })
    );
    await page.goto(`${desk.app.url}/admin${queueOf('Ana')}`);
    await waitUntil(() => page.workers().length === 1, { timeout: 30_000, what: 'the worker' });
    await waitUntil(
      async () => {
        await page.clock.fastForward(10_000);
        return page.getByText('takes too long to show').isVisible();
      },
      { timeout: 30_000, what: 'the words' }
    );
    await waitUntil(() => page.workers().length === 0, { what: 'the end of the worker' });
  });
});

describe('a preview that cannot be had', () => {
  beforeAll(() => handIn(1, heif(), 'IMG_0001.HEIC'));

  it('of a picture that nobody can read says that it never will be', async () => {
    const page = await desk.visit(queueOf('Bruno'));
    await page.getByText('There is no preview of this document. Download it to look at it.').waitFor();
    await page.getByRole('button', { name: 'Approve', disabled: false }).waitFor();
  });

  it('for the moment says why, and is had by trying again', async () => {
    const page = await desk.visit('/plugins/certificates/all');
    const busy = { error: { status: 503, name: 'Error', message: '', details: { code: 'preview_busy' } } };
    await page.route('**/preview', (route) => route.fulfill({ status: 503, json: busy }));
    await page.goto(`${desk.app.url}/admin${queueOf('Carla')}`);
    await page.getByText('Too many previews are being made').waitFor();
    await page.unroute('**/preview');
    await page.getByRole('button', { name: 'Try again' }).click();
    await queuePage(page).seesDocument();
  });
});

describe('the queue', () => {
  const states = async (...at: number[]) => {
    const all = await Promise.all(at.map((one) => desk.certificate(one)));
    return all.map(({ state }: StaffCertificate) => state);
  };

  it('takes a second press of the key for no decision about the next one, which nobody has seen', async () => {
    const page = await desk.visit(queueOf('Rey'));
    const queue = queuePage(page);
    await queue.isReady('Felipe Rey');
    await page.getByRole('region', { name: /^Document of/ }).focus();
    await keyboard(page).press('a', 'a');
    await queue.client('Gloria Rey').waitFor();
    await keyboard(page).press('a');
    await queue.isReady('Gloria Rey');
    expect(await states(5, 6)).toEqual(['approved', 'pending_approval']);
  });

  it('waits for the document, however long it takes', async () => {
    const page = await desk.visit('/plugins/certificates/all');
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/preview', async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(`${desk.app.url}/admin${queueOf('Hugo')}`);
    const queue = queuePage(page);
    await queue.client('Hugo Haro').waitFor();
    await page.waitForTimeout(1_500);
    await keyboard(page).press('a', 'r');
    expect(await page.getByRole('button', { name: 'Approve', disabled: true }).count()).toBe(1);
    expect(await page.getByRole('dialog').count()).toBe(0);
    release();
    await queue.isReady('Hugo Haro');
    expect(await states(7)).toEqual(['pending_approval']);
    await keyboard(page).press('a');
    await page.getByText('Nothing that waits for approval').waitFor();
    expect(await states(7)).toEqual(['approved']);
  });

  it('begins anew with who has waited longest when it is filtered', async () => {
    const page = await desk.visit('/plugins/certificates/pending');
    const queue = queuePage(page);
    await queue.client('Carla Cruz').waitFor();
    await keyboard(page).press('j', 'j', 'j');
    await queue.client('Gloria Rey').waitFor();
    await page.getByRole('searchbox', { name: 'Search by client' }).fill('Vidal');
    await page.keyboard.press('Enter');
    await queue.client('Diego Vidal').waitFor();
    expect(await queue.position.first().textContent()).toBe('1 of 2');
  });

  it('zooms, turns and scrolls the document by single keys', async () => {
    const page = await desk.visit(queueOf('Elena'));
    const queue = queuePage(page);
    await queue.isReady('Elena Egea');
    const picture = queue.document.locator('img');
    const { width } = (await picture.boundingBox()) ?? { width: 0 };
    await keyboard(page).press('+', '+');
    await waitUntil(async () => ((await picture.boundingBox())?.width ?? 0) > width * 1.9, { what: 'the zoom' });
    await keyboard(page).press('PageDown');
    const top = () =>
      page.evaluate<number>(`document.querySelector('[role="region"][aria-label^="Document of"]').scrollTop`);
    await waitUntil(async () => (await top()) > 100, { what: 'the scrolling' });
    await keyboard(page).press('t');
    await waitUntil(async () => /rotate\(90deg\)/.test((await picture.getAttribute('style')) ?? ''), {
      what: 'the turn',
    });
  });

  it('is a desk at 1280 x 800: document, buttons, who waits and the keys are on the screen at once', async () => {
    const page = await desk.visit('/plugins/certificates/pending');
    await queuePage(page).client('Carla Cruz').waitFor();
    for (const seen of [
      page.getByRole('button', { name: 'Approve' }),
      page.getByRole('heading', { name: 'Waiting' }),
      page.getByText(/^Keys: A approve/),
    ]) {
      const box = await seen.boundingBox();
      expect((box?.y ?? 1_000) + (box?.height ?? 0)).toBeLessThanOrEqual(800);
    }
    expect((await queuePage(page).document.boundingBox())?.height).toBeGreaterThan(550);
  });
});

it('nobody meets an error that is not seen', () => {
  expect(desk.browser.problems).toEqual([]);
});
