import { startDesk, type Desk } from './desk-panel';
import { problemsOfDialogs, problemsOfScreens } from './pages/screens';

jest.setTimeout(150_000);

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  await desk.approve(1);
  await desk.approve(2);
  await desk.post(`/certificates/${desk.certificates[2]}/archive`);
  await desk.app.request(desk.manager.jwt).delete(`/certificates/certificates/${desk.certificates[3]}`).expect(200);
});
afterEach(() => desk?.browser.closePages());
afterAll(() => desk?.stop());

const subjects = () => ({
  pending: desk.certificates[0] ?? '',
  approved: desk.certificates[1] ?? '',
  client: desk.clients[0]?.documentId ?? '',
});

describe('everybody can read and work', () => {
  it('every screen, wide and narrow, light and dark', async () => {
    const page = await desk.visit('/plugins/certificates/pending', { theme: 'system' });
    expect(await problemsOfScreens(page, subjects())).toEqual([]);
  });

  it('every dialog, wide and narrow, light and dark', async () => {
    const page = await desk.visit('/settings/certificates/general', { theme: 'system' });
    expect(await problemsOfDialogs(page, subjects())).toEqual([]);
  });

  it('and nobody meets an error that is not seen', () => {
    expect(desk.browser.problems).toEqual([]);
  });
});
