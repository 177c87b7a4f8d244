import { createRequire } from 'node:module';
import type Proj4 from 'proj4';

/** Projections. `import` would first look through the package's 300 kB for what it exports, which takes longer than to run it. */
const proj4: typeof Proj4 = createRequire(import.meta.url)('proj4');
export default proj4;
