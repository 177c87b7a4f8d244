import { BAND_IDS } from '../core/bands.ts';
import { throwIfCancelled } from '../core/errors.ts';
import type { Product, RasterFile } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';

const STRIP_ROWS = 512;
/** Angles are written with four decimals, or as 64-bit numbers. */
const ANGLE_TOLERANCE_DEGREES = 0.001;

/** Pixels in which a band or mask differs between two products. */
export interface RasterDifference {
  readonly name: string;
  readonly pixelMetres: number;
  readonly pixels: number;
  readonly differing: number;
  /** In DN, or codes. */
  readonly largest: number;
  readonly first: { readonly column: number; readonly row: number } | null;
  /** Pixels that only one of the two has data for. */
  readonly missingInOne: number;
}

/** What two products have in common and where they differ. */
export interface ProductDifference {
  readonly identical: boolean;
  readonly rasters: readonly RasterDifference[];
  /** In words. */
  readonly differences: readonly string[];
  /** What only one of them has, in words. */
  readonly onlyInOne: readonly string[];
}

/**
 * Compares two products of the same scene, in whatever formats: place, radiometry, time and sun, and every pixel of every
 * band and mask that both have, as they are read.
 */
export async function compareProducts(
  a: Product,
  b: Product,
  rasters: RasterContext,
  signal?: AbortSignal,
): Promise<ProductDifference> {
  const differences = factDifferences(a, b);
  const [ours, theirs] = [rastersOf(a), rastersOf(b)];
  const onlyInOne = [
    ...[...ours.keys()].filter((name) => !theirs.has(name)).map((name) => `Only ${a.path} has ${name}.`),
    ...[...theirs.keys()].filter((name) => !ours.has(name)).map((name) => `Only ${b.path} has ${name}.`),
  ];
  const found: RasterDifference[] = [];
  for (const [name, file] of ours) {
    const other = theirs.get(name);
    if (!other) continue;
    const difference = await compareRasters(name, [file, other], rasters, signal);
    if (typeof difference === 'string') differences.push(difference);
    else found.push(difference);
  }
  const identical = differences.length === 0 && found.every(({ differing }) => differing === 0);
  return { identical, rasters: found, differences, onlyInOne };
}

function factDifferences(a: Product, b: Product): string[] {
  const shared = BAND_IDS.filter((band) => a.bands[band] && b.bands[band]);
  const facts: readonly (readonly [string, (product: Product) => unknown])[] = [
    ['level', ({ level }) => level],
    ['tile', ({ tile }) => tile],
    ['sensing time', ({ sensingTime }) => sensingTime && new Date(sensingTime).toISOString()],
    ['grids', ({ grids }) => grids],
    ['quantification', ({ quantification }) => quantification],
    ['offsets', ({ offsets }) => shared.map((band) => offsets[band])],
  ];
  const differences = facts.flatMap(([name, of]) => {
    const [own, other] = [JSON.stringify(of(a)), JSON.stringify(of(b))];
    return own === other ? [] : [`The ${name} differ${name.endsWith('s') ? '' : 's'}: ${own} and ${other}.`];
  });
  for (const angle of ['zenithDegrees', 'azimuthDegrees'] as const) {
    const [own, other] = [a.sun?.[angle] ?? Number.NaN, b.sun?.[angle] ?? Number.NaN];
    if (!(Math.abs(own - other) <= ANGLE_TOLERANCE_DEGREES)) {
      differences.push(`The sun's ${angle.replace('Degrees', '')} differs: ${own} and ${other} degrees.`);
    }
  }
  return differences;
}

function rastersOf({ bands, masks }: Product): Map<string, RasterFile> {
  const named = (name: string, files: readonly RasterFile[]) =>
    files.map((file) => [`${name} (${file.pixelMetres} m)`, file] as const);
  return new Map([
    ...BAND_IDS.flatMap((band) => named(band, bands[band] ?? [])),
    ...named('SCL', masks.scl),
    ...named('cloud probability', masks.cloudProbability),
    ...named('snow probability', masks.snowProbability),
    ...named('cloud classification', masks.classification),
  ]);
}

async function compareRasters(
  name: string,
  files: readonly [RasterFile, RasterFile],
  rasters: RasterContext,
  signal: AbortSignal | undefined,
): Promise<RasterDifference | string> {
  const [a, b] = [await rasters.open(files[0]), await rasters.open(files[1])];
  const { width, height, components } = a;
  if (width !== b.width || height !== b.height || components !== b.components) {
    return `${name} has ${width} x ${height} and ${b.width} x ${b.height} pixels.`;
  }
  let [differing, largest, missingInOne] = [0, 0, 0];
  let first: RasterDifference['first'] = null;
  for (let row = 0; row < height; row += STRIP_ROWS) {
    throwIfCancelled(signal);
    const window = { column: 0, row, width, height: Math.min(STRIP_ROWS, height - row) };
    const [own, other] = [await a.readWindow(window, { signal }), await b.readWindow(window, { signal })];
    for (let i = 0; i < own.length; i++) {
      const distance = Math.abs(own[i]! - other[i]!);
      if (distance === 0) continue;
      differing++;
      if (own[i] === 0 || other[i] === 0) missingInOne++;
      largest = Math.max(largest, distance);
      const pixel = Math.floor(i / components);
      first ??= { column: pixel % width, row: row + Math.floor(pixel / width) };
    }
  }
  const pixelMetres = files[0].pixelMetres;
  return { name, pixelMetres, pixels: width * height * components, differing, largest, first, missingInOne };
}
