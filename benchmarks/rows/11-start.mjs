import path from 'node:path';
import { atMost } from '../harness/goals.mjs';
import { alternate } from '../harness/measure.mjs';
import panel from '../../scripts/panel-size.cjs';
import { root } from '../../scripts/setup.mjs';

const { panelSize } = panel;

export const row = {
  number: 11,
  work: 'Strapi’s start; the admin entry chunk',
  peer: 'without the plugin',
  limit: 'none',
  unit: 'start',
  everySize: false,
  note: 'From the first line of the process to the port that listens, on tables that are there already.',

  async measure(stage) {
    const { createHome } = await import('../harness/home.mjs');
    const { startServer } = await import('../harness/stage.mjs');
    const off = { certificates: { enabled: false } };
    const homes = [];
    const subject = async (plugins) => {
      const home = await createHome(stage.client, stage.serverEnv);
      homes.push(home);
      const start = async () => {
        const server = await startServer({ home, dist: stage.dist, plugins });
        await server.stop();
        return { ms: server.startMs, units: 1 };
      };
      await start();
      return start;
    };
    try {
      const cell = await alternate({ plugin: await subject({}), peer: await subject(off) }, stage.laps);
      cell.panel = panelSize(path.join(root, 'dist', 'admin'));
      cell.notes = [
        `${(cell.plugin.median - cell.peer.median).toFixed(0)} ms more`,
        `entry chunk ${(cell.panel.entry / 1000).toFixed(1)} kB gzip, ${cell.panel.lazy} chunks loaded when they are needed`,
      ];
      return cell;
    } finally {
      for (const home of homes) await home.remove();
    }
  },

  goals: (cells) => {
    const all = [...cells.values()];
    return [
      atMost(
        'more time to start',
        300,
        all.map((cell) => cell.plugin.median - cell.peer.median),
        ' ms'
      ),
      atMost(
        'entry chunk, gzip',
        30,
        all.map((cell) => cell.panel.entry / 1000),
        ' kB'
      ),
    ];
  },
};
