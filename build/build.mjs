import { buildIfStale } from './dist.mjs';

/** `npm run build`: the Node programs and the renderer into `dist/`. */
await buildIfStale({ renderer: true });
