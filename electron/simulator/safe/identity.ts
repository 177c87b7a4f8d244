import type { GridMetres, Level } from '../../engine/core/bands.ts';
import type { Grid } from '../../engine/core/grid.ts';
import type { Extent } from '../world/scene.ts';
import type { Pass } from './pass.ts';

export type SampleSize = 'tiny' | 'small' | 'full';

/** The tile that the simulated product claims to be: farmland on the lower Oder. */
export const TILE = { id: '33UVU', utmZone: 33, epsg: 32633, originX: 399_960, originY: 5_900_040 } as const;
export const PLATFORM = 'Sentinel-2A';
export const BASELINE = '05.10';
export const RELATIVE_ORBIT = 22;

/** Stated wherever a reader of the product may look. */
export const SIMULATED_NOTE =
  'SIMULATED by Nephoscope: no satellite has seen this. Made for demonstration and tests; not Copernicus data.';

/** The full tile is as large as every Sentinel-2 tile; the small one still has several JPEG 2000 tiles on the 10 and 20 m grids. */
export const EXTENTS: Readonly<Record<SampleSize, Extent>> = {
  tiny: { eastMetres: 5400, southMetres: 5400 },
  small: { eastMetres: 13_200, southMetres: 10_440 },
  full: { eastMetres: 109_800, southMetres: 109_800 },
};

/** Names of a product and its parts. */
export interface Identity {
  readonly level: Level;
  readonly pass: Pass;
  /** With `.SAFE`. */
  readonly product: string;
  readonly granule: string;
  readonly datastrip: string;
  /** Tile and time, with which the names of the image files begin. */
  readonly filePrefix: string;
  readonly granuleId: string;
  readonly datastripId: string;
}

function compact(time: string): string {
  return time.slice(0, 19).replaceAll(/[-:]/g, '');
}

export function identityOf(level: Level, pass: Pass): Identity {
  const datatake = compact(pass.datatakeTime);
  const sensing = compact(pass.sensingTime);
  const made = compact(pass.generationTime);
  const baseline = `N${BASELINE.replace('.', '')}`;
  const orbit = `R${String(RELATIVE_ORBIT).padStart(3, '0')}`;
  const absolute = `A${String(pass.absoluteOrbit).padStart(6, '0')}`;
  return {
    level,
    pass,
    product: `S2A_MSI${level}_${datatake}_${baseline}_${orbit}_T${TILE.id}_${made}.SAFE`,
    granule: `${level}_T${TILE.id}_${absolute}_${sensing}`,
    datastrip: `DS_SIMU_${made}_S${sensing}`,
    filePrefix: `T${TILE.id}_${datatake}`,
    granuleId: `S2A_OPER_MSI_${level}_TL_SIMU_${made}_${absolute}_T${TILE.id}_N${BASELINE}`,
    datastripId: `S2A_OPER_MSI_${level}_DS_SIMU_${made}_S${sensing}_N${BASELINE}`,
  };
}

/** A grid of the tile. */
export function tileGrid(extent: Extent, pixelMetres: GridMetres | number): Grid {
  const width = Math.floor(extent.eastMetres / pixelMetres);
  const height = Math.floor(extent.southMetres / pixelMetres);
  return { epsg: TILE.epsg, originX: TILE.originX, originY: TILE.originY, pixelMetres, width, height };
}
