import path from 'node:path';
import { defineConfig } from 'vite';

/** Served below `/app/` beside the API, so that nothing has to be said about origins. `API` says where Strapi is while developing. */
export default defineConfig({
  root: import.meta.dirname ?? path.resolve('playground/client'),
  base: '/app/',
  esbuild: { jsx: 'automatic' },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022' },
  server: { proxy: { '/api': process.env.API ?? 'http://127.0.0.1:1337' } },
});
