import { join } from 'node:path';
import { runnerImport } from 'vite';
import { buildIfStale, ROOT } from './dist.mjs';

/** `npm run bench:ui`: builds what is stale, then runs `e2e/bench-ui.ts`, which does its work while it is imported. */
await buildIfStale({ renderer: true });
await runnerImport(join(ROOT, 'e2e/bench-ui.ts'), { root: ROOT, logLevel: 'error' });
