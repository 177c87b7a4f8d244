import { BAND_IDS, type BandId } from '../../core/bands.ts';
import type { AngleGrid, Angles, Product } from '../types.ts';
import { numberAt, type RootAttributes } from './attributes.ts';
import type { ZarrHierarchy } from './hierarchy.ts';
import { readSmallArray } from './small-array.ts';

const GEOMETRY = 'conditions/geometry';
/** Spacing of the angle grids of Sentinel-2. */
const STEP_METRES = 5000;
/** The order of the bands in `conditions/geometry`, as in the granule's metadata. */
const ORDER: readonly BandId[] = BAND_IDS;

/** Sun of a product: the means among its attributes, or of `mean_sun_angles`, and the grid. Null where neither is there. */
export async function readSun(store: ZarrHierarchy, { other }: RootAttributes): Promise<Product['sun']> {
  const grid = await readGrid(store);
  const of = (name: string) => numberAt(other, `mean_sun_${name}_angle_in_deg_for_all_bands_all_detectors`);
  const [zenith, azimuth] = [of('zenith'), of('azimuth')];
  const means = zenith !== null && azimuth !== null ? anglesOf(zenith, azimuth) : await readMeans(store);
  return means && { ...means, grid };
}

/** Mean view angles of each band. */
export async function readView(store: ZarrHierarchy): Promise<Partial<Record<BandId, Angles>>> {
  const values = await valuesOf(store, 'mean_viewing_incidence_angles', [ORDER.length, 2]);
  if (values === null) return {};
  const entries = ORDER.flatMap((band, k) => {
    const angles = anglesOf(values[2 * k]!, values[2 * k + 1]!);
    return angles ? [[band, angles] as const] : [];
  });
  return Object.fromEntries(entries);
}

function anglesOf(zenithDegrees: number, azimuthDegrees: number): Angles | null {
  return Number.isFinite(zenithDegrees) && Number.isFinite(azimuthDegrees) ? { zenithDegrees, azimuthDegrees } : null;
}

async function readMeans(store: ZarrHierarchy): Promise<Angles | null> {
  const values = await valuesOf(store, 'mean_sun_angles', [2]);
  return values && anglesOf(values[0]!, values[1]!);
}

/** Zenith first, then azimuth, as in the granule's metadata. */
async function readGrid(store: ZarrHierarchy): Promise<AngleGrid | null> {
  const values = await valuesOf(store, 'sun_angles', [2, null, null]);
  const shape = store.array(`${GEOMETRY}/sun_angles`)?.metadata.shape;
  if (values === null || !shape) return null;
  const [, height, width] = shape as [number, number, number];
  const halves = [values.slice(0, height * width), values.slice(height * width)] as const;
  // The sun is never seen from below: what goes beyond 90 degrees are azimuths, whichever come first.
  const isTurned = halves[0].some((value) => value > 90) && !halves[1].some((value) => value > 90);
  const [zenith, azimuth] = isTurned ? [halves[1], halves[0]] : halves;
  if (!zenith.some(Number.isFinite)) return null;
  return {
    stepMetres: STEP_METRES,
    width,
    height,
    zenithDegrees: Float32Array.from(zenith),
    azimuthDegrees: Float32Array.from(azimuth),
  };
}

/** Values of an array of angles of a shape, of which null may be any size; null where there is no such, or it is damaged. */
async function valuesOf(
  store: ZarrHierarchy,
  name: string,
  shape: readonly (number | null)[],
): Promise<Float64Array | null> {
  try {
    const source = store.array(`${GEOMETRY}/${name}`);
    if (source?.metadata.shape.length !== shape.length) return null;
    if (shape.some((side, axis) => side !== null && source.metadata.shape[axis] !== side)) return null;
    return await readSmallArray(source);
  } catch {
    return null;
  }
}
