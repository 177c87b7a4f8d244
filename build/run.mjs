import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, DIST } from './dist.mjs';

/** `node build/run.mjs PROGRAM ARGUMENT...`: builds what is stale, then runs `dist/PROGRAM.mjs` in this process. */
const [program, ...rest] = process.argv.slice(2);
await buildIfStale({ renderer: rest[0] === 'serve' });
const path = join(DIST, `${program}.mjs`);
process.argv.splice(1, process.argv.length - 1, path, ...rest);
await import(pathToFileURL(path).href);
