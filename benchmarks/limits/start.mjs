import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { databaseOf } from '../harness/logins.mjs';
import { startProcess } from '../harness/stage.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const started = new WeakMap();

/** The bare Koa server on the stage's database: one for all rows that compare with it. */
export const bareServer = (stage) => {
  if (!started.has(stage)) {
    started.set(
      stage,
      (async () => {
        const database = await databaseOf(stage);
        const bare = await startProcess(path.join(here, 'koa.mjs'), { BENCH_DATABASE: JSON.stringify(database) });
        stage.closing(() => bare.stop());
        return bare;
      })()
    );
  }
  return started.get(stage);
};
