import { databaseClient } from '../helpers';
import { everythingOf } from './callers/rest';
import { callPanel, PANEL, panelCellOf, stageOf } from './callers/panel';
import { NOTHING, PANEL_CALLERS, startPanelWorld, type PanelWorld } from './callers/panel-world';
import { cellsOf, routesUnder } from './callers/table';

/** The admin API; callers.test.ts does the same for that of clients. */
let world: PanelWorld;
beforeAll(async () => {
  world = await startPanelWorld();
});
afterAll(() => world?.app.stop());

const UNDER = '/certificates';
const refused = (expected: string): boolean => !/^20[01]$/.test(expected);

it('has no route that the table leaves out', () => {
  expect(routesUnder(world.app, UNDER)).toEqual(PANEL.map(({ name }) => name).sort());
});

it.each(cellsOf(PANEL))('%s as %s: %s', async (name, caller, expected, { action: before }) => {
  const subject = await world.subject(name, stageOf(before));
  const was = refused(expected) ? await world.everything() : null;
  const answer = await callPanel(world, name, caller, subject);
  expect(panelCellOf(world, name, answer)).toBe(expected);
  if (answer.ok && name === 'POST /templates/:id/generate') await world.ended(answer.body.data.run.documentId);
  if (!refused(expected)) return;
  expect(world.tells(answer.text ?? '')).toBe(false);
  expect(await world.everything()).toEqual(was);
  world.giveBack(name, subject);
});

const pointed = PANEL.filter(({ name }) => /^\w+ \/(certificates|clients)\/:|^GET \/centers\/:/.test(name));
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

describe('what lists do not tell cannot be guessed', () => {
  const LISTS = [
    ...['/certificates', '/certificates?archived=true', '/certificates?trashed=true', '/certificates/export.csv'],
    ...['/clients', '/centers', '/templates', '/staff', '/notifications', '/stats'],
  ];
  /** Asked with a guess that is right and with one that is wrong: the answers must not differ. */
  const PROBES: [probe: string, right: string, wrong: string][] = [
    ['filters[client][password][$startsWith]', '$2', 'zz'],
    ['filters[client][email][$contains]', 'ottilie', 'nobody'],
    ['filters[client][role][name]', 'Authenticated', 'Nobody'],
    ['filters[client][certificateCenters][staff][password][$startsWith]', '$2', 'zz'],
    ['filters[$or][0][client][password][$startsWith]', '$2', 'zz'],
    ['filters[$not][approvedBy][password][$startsWith]', 'zz', '$2'],
    ['filters[approvedBy][email][$contains]', 'super', 'nobody'],
    ['filters[uploadedBy]', 'client', 'staff'],
    ['filters[staff][password][$startsWith]', '$2', 'zz'],
    ['filters[clients][password][$startsWith]', '$2', 'zz'],
    ['filters[password][$startsWith]', '$2', 'zz'],
    ['filters[center][staff][email][$contains]', '@example', '@nowhere'],
    ['filters[template][certificates][notes][$contains]', 'Left', 'Zulu'],
    ['where[client][password][$startsWith]', '$2', 'zz'],
    ['where[password][$startsWith]', '$2', 'zz'],
    ['sort', 'client.password:ASC', 'client.password:DESC'],
    ['sort', 'password:ASC', 'password:DESC'],
    ['sort[client][password]', 'asc', 'desc'],
    ['sort[0][approvedBy][email]', 'asc', 'desc'],
    ['populate', '*', 'none'],
    ['populate[client][populate]', '*', 'none'],
    ['populate[client][fields][0]', 'password', 'email'],
    ['populate[client][filters][password][$startsWith]', '$2', 'zz'],
    ['populate[staff][fields][0]', 'password', 'email'],
    ['fields[0]', 'password', 'documentId'],
  ];
  const guessers = ['pro-here', 'pro-elsewhere', 'manager', 'admin-token'] as const;
  // The door refuses them before any database is asked, and the figures listen to no question: one is enough there.
  const isEnough = (list: string) => databaseClient() !== 'sqlite' || list === '/stats';
  const cases = LISTS.flatMap((list) =>
    guessers.slice(0, isEnough(list) ? 1 : undefined).map((who) => [list, who] as const)
  );

  it.each(cases)('from %s as %s', async (list, caller) => {
    const agent = world.app.request(world.credential(caller));
    const ask = async (probe: string, guess: string) => {
      const query = `${list.includes('?') ? '&' : '?'}${encodeURIComponent(probe)}=${encodeURIComponent(guess)}`;
      const { status, text } = await agent.get(`${UNDER}${list}${query}`);
      // What a refusal quotes of the question is no news.
      return { status, text: status === 400 ? text.replaceAll(guess, '(guess)') : text };
    };
    for (const [probe, right, wrong] of PROBES) {
      const answers = [await ask(probe, right), await ask(probe, wrong)];
      expect([probe, answers[0]]).toEqual([probe, answers[1]]);
      if (answers[0]?.status === 200) expect(answers[0].text).not.toMatch(/password|resetPasswordToken|\$2[aby]\$/);
    }
  });
});

describe('what counts is where the client is now', () => {
  const bulk = [
    ['approve', 'submitted', 'pending_approval', { state: 'approved' }],
    ['archive', 'approved', 'approved', { archivedAt: expect.any(String) }],
    ['delete', 'issued', 'missing_info', { trashedAt: expect.any(String) }],
  ] as const;

  it.each(bulk)('in one bulk call to %s, row by row', async (verb, stage, before, after) => {
    const name = `POST /certificates/bulk/${verb}`;
    const mine = await world.subject(name, stage);
    const theirs = await world.certificateElsewhere(stage);
    const rows = [theirs, mine].map(({ certificate, revision }) =>
      verb === 'approve' ? { documentId: certificate, revision } : { documentId: certificate }
    );
    const history = await world.staff.events(theirs.certificate);
    const agent = world.app.request(world.credential('pro-here'));
    const { body } = await agent.post(`${UNDER}/certificates/bulk/${verb}`).send({ rows }).expect(200);
    expect(body.data).toEqual([
      { documentId: theirs.certificate, ok: false, code: 'not_found' },
      { documentId: mine.certificate, ok: true, code: null },
    ]);
    expect(await world.staff.certificate(mine.certificate)).toMatchObject(after);
    expect(await world.staff.certificate(theirs.certificate)).toMatchObject({
      state: before,
      archivedAt: null,
      trashedAt: null,
    });
    expect(await world.staff.events(theirs.certificate)).toEqual(history);
  });

  it('and of the staff, at the next call, whichever it is', async () => {
    const { certificate, client } = await world.certificateElsewhere('submitted');
    const paths = [
      `/certificates/${certificate}`,
      `/certificates/${certificate}/document`,
      `/certificates/${certificate}/preview`,
      `/certificates/${certificate}/events`,
      `/clients/${client}`,
    ];
    const lists = ['/certificates?pageSize=100', '/certificates/export.csv', '/clients?pageSize=100'];
    /** Where somebody sees the client: everywhere, or nowhere. */
    const sees = async (caller: 'pro-here' | 'pro-elsewhere'): Promise<boolean> => {
      const agent = world.app.request(world.credential(caller));
      const seen: boolean[] = [];
      for (const path of paths) seen.push((await agent.get(`${UNDER}${path}`)).status === 200);
      for (const path of lists)
        seen.push(new RegExp(`${certificate}|${client}`).test((await agent.get(`${UNDER}${path}`)).text));
      expect([caller, new Set(seen).size, seen]).toEqual([caller, 1, seen]);
      return seen[0] ?? false;
    };
    const pendingOf = async (caller: 'pro-here' | 'pro-elsewhere'): Promise<number> =>
      (await world.app.request(world.credential(caller)).get(`${UNDER}/stats`).expect(200)).body.data.pending;
    const both = async () => [await sees('pro-here'), await sees('pro-elsewhere')];
    const pending = async () => [await pendingOf('pro-here'), await pendingOf('pro-elsewhere')];
    const [here = 0, elsewhere = 0] = await pending();
    expect(await both()).toEqual([false, true]);
    await world.staff.post(`/centers/${world.here}/clients`, { add: [client] });
    await world.staff.post(`/centers/${world.elsewhere}/clients`, { remove: [client] });
    expect(await both()).toEqual([true, false]);
    expect(await pending()).toEqual([here + 1, elsewhere - 1]);
    await world.setStaff('elsewhere', 'pro-here', 'pro-both');
    await world.setStaff('here', 'pro-elsewhere', 'pro-both');
    expect(await both()).toEqual([false, true]);
    expect(await pending()).toEqual([elsewhere - 1, here + 1]);
    await world.setStaff('elsewhere', 'pro-elsewhere', 'pro-both');
    await world.setStaff('here', 'pro-here', 'pro-both');
  });

  it('also for a centre itself, of which those who do not manage centres learn no people', async () => {
    const read = async (caller: 'pro-both' | 'manager') =>
      (await world.app.request(world.credential(caller)).get(`${UNDER}/centers/${world.here}`).expect(200)).body.data;
    const { clients, staff, ...center } = await read('manager');
    expect([clients, staff]).toEqual([expect.any(Array), expect.any(Array)]);
    expect(await read('pro-both')).toEqual(center);
  });

  it('and what the role may do', async () => {
    const code = await world.app.createAdminRole([{ action: 'plugin::certificates.certificates.read' }]);
    const { jwt } = await world.app.createAdminUser({ roles: [code] });
    const status = async () => (await world.app.request(jwt).get(`${UNDER}/certificates`)).status;
    expect(await status()).toBe(200);
    const roles = world.app.strapi.service('admin::role');
    await roles.assignPermissions((await roles.findOne({ code })).id, []);
    expect(await status()).toBe(403);
  });
});
