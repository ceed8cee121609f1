import { everythingOf } from './callers/rest';
import { callPanel, PANEL, panelCellOf, stageOf } from './callers/panel';
import { NOTHING, PANEL_CALLERS, startPanelWorld, type PanelWorld } from './callers/panel-world';
import { cellsOf } from './callers/table';

/** The admin API; callers.test.ts does the same for that of clients. */
let world: PanelWorld;
beforeAll(async () => {
  world = await startPanelWorld();
});
afterAll(() => world?.app.stop());

const UNDER = '/certificates';
const refused = (expected: string): boolean => !/^20[01]$/.test(expected);

it('has no route that the table leaves out', () => {
  const routes = (world.app.strapi.server.listRoutes() as { methods: string[]; path: string }[])
    .filter(({ path }) => path.startsWith(`${UNDER}/`))
    .flatMap(({ methods, path }) =>
      methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path.slice(UNDER.length)}`)
    );
  expect(routes.sort()).toEqual(PANEL.map(({ name }) => name).sort());
});

it.each(cellsOf(PANEL))('%s as %s: %s', async (name, caller, expected, { action: before }) => {
  const subject = await world.subject(name, stageOf(before));
  const was = await world.everything();
  const answer = await callPanel(world, name, caller, subject);
  expect(panelCellOf(world, name, answer)).toBe(expected);
  if (!refused(expected)) return;
  expect(world.tells(answer.text ?? '')).toBe(false);
  expect(await world.everything()).toEqual(was);
});

const pointed = PANEL.filter(({ name }) => /^\w+ \/(certificates|clients)\/:/.test(name));
it.each(pointed)(
  '$name answers strangers alike, whether it is there or not',
  async ({ name, action: before, expected }) => {
    const strangers = PANEL_CALLERS.filter((caller) => refused(expected[caller]));
    const subject = await world.subject(name, stageOf(before));
    for (const caller of strangers) {
      const there = everythingOf(await callPanel(world, name, caller, subject));
      const nowhere = everythingOf(await callPanel(world, name, caller, NOTHING));
      expect([caller, there]).toEqual([caller, nowhere]);
    }
  }
);

describe('what counts is where the client is now', () => {
  it('in one bulk call, row by row', async () => {
    const { certificate: mine, revision } = await world.subject('POST /certificates/bulk/approve', 'submitted');
    const { certificate: theirs, revision: seen } = await world.certificateElsewhere();
    const rows = [
      { documentId: theirs, revision: seen },
      { documentId: mine, revision },
    ];
    const agent = world.app.request(world.credential('pro-here'));
    const { body } = await agent.post(`${UNDER}/certificates/bulk/approve`).send({ rows }).expect(200);
    expect(body.data).toEqual([
      { documentId: theirs, ok: false, code: 'not_found' },
      { documentId: mine, ok: true, code: null },
    ]);
    expect((await world.staff.certificate(theirs)).state).toBe('pending_approval');
  });

  it('and of the staff, at the next call', async () => {
    const { certificate, client } = await world.certificateElsewhere();
    const status = async (caller: 'pro-here' | 'pro-elsewhere') =>
      (await world.app.request(world.credential(caller)).get(`${UNDER}/certificates/${certificate}`)).status;
    const both = async () => [await status('pro-here'), await status('pro-elsewhere')];
    expect(await both()).toEqual([404, 200]);
    await world.staff.post(`/centers/${world.here}/clients`, { add: [client] });
    await world.staff.post(`/centers/${world.elsewhere}/clients`, { remove: [client] });
    expect(await both()).toEqual([200, 404]);
    await world.setStaff('elsewhere', 'pro-here', 'pro-both');
    await world.setStaff('here', 'pro-elsewhere', 'pro-both');
    expect(await both()).toEqual([404, 200]);
  });
});
