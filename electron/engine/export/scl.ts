import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CODES_ITEM } from '../core/class-codes.ts';
import { CLEAR, CLOUD, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import { type Grid, wholeWindow, windowGrid } from '../core/grid.ts';
import { SCL_CLASSES } from '../core/scl.ts';
import { classStatistics } from '../mask/statistics.ts';
import { fileGrid } from '../product/product-grid.ts';
import { type CodesLook, writeCodesCog } from './codes-cog.ts';
import { parseColour } from './colours.ts';
import { estimateRange } from './estimate.ts';
import type { ExportSource, OutputFormat } from './format.ts';
import { CODES_BYTES_PER_PIXEL } from './mask-cog.ts';
import { exportName } from './names.ts';
import { provenanceItems, provenanceJson } from './provenance.ts';
import type { StacClassTable } from './stac/classes.ts';
import { companion, stageExport } from './staging.ts';
import type { Rgba } from './vrt.ts';

const NO_DATA = 0;
const NOT_VEGETATED = 5;
const CODE_OF: Readonly<Record<number, number>> = { [SHADOW]: 3, [SEMI]: 10, [CLOUD]: 9, [MISSING]: NO_DATA };
/** Codes of the ground, which are kept where the mask sees it. */
const GROUND = new Set([2, 4, 5, 6, 11]);

const LOOK: CodesLook = {
  description: 'Scene classification',
  colours: SCL_CLASSES.map(({ colour }, code): Rgba => [...parseColour(colour), code === NO_DATA ? 0 : 255]),
  categories: SCL_CLASSES.map(({ name }) => name),
};
const SCL_STAC_CLASSES: StacClassTable = SCL_CLASSES.map(({ name, colour }, value) => ({
  value,
  name: name.replace(/\W+/g, '_'),
  title: name,
  description: name,
  color_hint: colour.slice(1),
  ...(value === NO_DATA ? { nodata: true } : {}),
}));

/** The mask in Sen2Cor's codes, for chains that read SCL. */
export const scl: OutputFormat<'scl'> = {
  id: 'scl',
  title: "Mask in Sen2Cor's codes (SCL)",
  note: 'GeoTIFF, for chains that read SCL',
  heeds: null,
  extensions: ['.tif', '.tif.aux.xml', '.json'],
  order: 1.5,
  stac: { roles: ['data', 'cloud', 'cloud-shadow', 'snow-ice', 'water-mask'], classes: SCL_STAC_CLASSES },
  names: (subject) => [exportName(subject, 'SCL', scl.extensions[0])],
  estimate: ({ window }) => estimateRange(window, CODES_BYTES_PER_PIXEL),
  notes: ({ product }) => (product.masks.scl.length > 0 ? [] : [WITHOUT_GROUND]),
  async write(source, folder, options) {
    const grid = windowGrid(source.grid, source.window);
    const ground = await groundCodes(source, grid, options.signal);
    const { mask, provenance } = source;
    const codes = mask.codes.map(
      (code, at) => CODE_OF[code] ?? (code === CLEAR ? (ground?.[at] ?? NOT_VEGETATED) : NO_DATA),
    );
    const target = join(folder, scl.names(source)[0]);
    const paths = [target, `${target}.aux.xml`, companion(target, '.json')];
    const plan = { ...options, paths, neededBytes: codes.length + scl.estimate(source)[1] };
    const files = await stageExport(plan, async (staging) => {
      const raster = { grid, codes, metadata: { ...provenanceItems(provenance), [CODES_ITEM]: scl.id }, look: LOOK };
      await writeCodesCog(staging, raster, {
        signal: options.signal,
        onFraction: (fraction) => options.onProgress?.({ fraction, stage: 'Writing the scene classification' }),
      });
      await writeFile(join(staging, 'mask.json'), provenanceJson(provenance, grid, classStatistics(mask)));
      return ['mask.tif', 'mask.tif.aux.xml', 'mask.json'].map((staged, k) => ({ staged, path: paths[k]! }));
    });
    return { files, warnings: ground === null ? [WITHOUT_GROUND] : [] };
  },
};

const WITHOUT_GROUND =
  'The product has no scene classification of its own: all that is clear is called "not vegetated" (5) in the SCL.';

/**
 * What the product's own classification says of the ground under each pixel; "not vegetated" where it saw cloud or
 * shadow and the mask does not. Null where the product has none.
 */
async function groundCodes(
  { product, rasters }: ExportSource,
  grid: Grid,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | null> {
  const distance = ({ pixelMetres }: { pixelMetres: number }) => Math.abs(Math.log(pixelMetres / grid.pixelMetres));
  const [file] = product.masks.scl.toSorted((a, b) => distance(a) - distance(b));
  const place = file && fileGrid(product, file);
  if (!file || !place) return null;
  const band = await rasters.open(file);
  const values = await band.readWindow(wholeWindow(band), { signal });
  const ground = new Uint8Array(grid.width * grid.height).fill(NOT_VEGETATED);
  const at = (pixel: number, from: number, to: number) =>
    Math.floor(((pixel + 0.5) * grid.pixelMetres + from - to) / place.pixelMetres);
  for (let row = 0; row < grid.height; row++) {
    const y = at(row, place.originY, grid.originY);
    for (let column = 0; column < grid.width; column++) {
      const x = at(column, grid.originX, place.originX);
      const isInside = x >= 0 && y >= 0 && x < band.width && y < band.height;
      const code = isInside ? values[y * band.width + x]! : NO_DATA;
      if (GROUND.has(code)) ground[row * grid.width + column] = code;
    }
  }
  return ground;
}
