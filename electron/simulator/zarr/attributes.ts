import type { Grid } from '../../engine/core/grid.ts';
import type { Product } from '../../engine/product/types.ts';
import { PLATFORM, SIMULATED_NOTE, TILE } from '../safe/identity.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** What the root of a store says, by the keys of ESA's samples (version 2) or of its programs from version 3 on. */
export function rootAttributes(product: Product, version: 2 | 3): Attributes {
  const { level, sun, footprint, relativeOrbit, baseline, sensingTime, tile } = product;
  const angle = (degrees: number) => (version === 2 ? String(degrees) : degrees);
  const key = (name: string) => (version === 2 ? name : name.toLowerCase());
  return {
    stac_discovery: {
      type: 'Feature',
      stac_version: '1.1.0',
      id: product.id,
      geometry: footprint && { type: 'Polygon', coordinates: [footprint] },
      properties: {
        datetime: version === 2 ? null : sensingTime,
        start_datetime: startOf(product),
        end_datetime: startOf(product),
        platform: PLATFORM.toLowerCase(),
        instruments: ['msi'],
        'product:type': `S02MSI${level}`,
        'processing:level': level,
        'eopf:baseline': baseline,
        'sat:relative_orbit': relativeOrbit,
        [version === 2 ? 'proj:epsg' : 'proj:code']: version === 2 ? TILE.epsg : `EPSG:${TILE.epsg}`,
      },
      assets: {},
      links: [],
    },
    other_metadata: {
      note: SIMULATED_NOTE,
      [key('horizontal_CRS_code')]: `EPSG:${TILE.epsg}`,
      [key('horizontal_CRS_name')]: `WGS84 / UTM zone ${TILE.utmZone}N`,
      [key('UTM_zone_identification')]: `S2A_OPER_MSI_${level}_TL_SIMU_T${tile}_N${baseline}`,
      mean_sensing_time: sensingTime,
      mean_sun_zenith_angle_in_deg_for_all_bands_all_detectors: angle(sun!.zenithDegrees),
      mean_sun_azimuth_angle_in_deg_for_all_bands_all_detectors: angle(sun!.azimuthDegrees),
    },
  };
}

function startOf({ id, sensingTime }: Product): string | null {
  const parts = /_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})_/.exec(id)?.slice(1);
  return parts ? `${parts.slice(0, 3).join('-')}T${parts.slice(3).join(':')}Z` : sensingTime;
}

/** What a band says, and again in a copy, as ESA's samples have it. */
export function bandAttributes(grid: Grid, offset: number, quantification: number, version: 2 | 3): Attributes {
  const own = {
    add_offset: offset / quantification,
    scale_factor: 1 / quantification,
    dtype: '<u2',
    fill_value: 0,
    units: 'digital_counts',
  };
  if (version === 3) return { ...own, valid_min: 1, valid_max: 65_535 };
  return { ...own, valid_min: 1, valid_max: 65_535, _eopf_attrs: own, ...placeAttributes(grid) };
}

/** Where an array lies (STAC projection extension). */
export function placeAttributes({ epsg, originX, originY, pixelMetres, width, height }: Grid): Attributes {
  return {
    'proj:epsg': epsg,
    'proj:shape': [height, width],
    'proj:transform': [pixelMetres, 0, originX, 0, -pixelMetres, originY, 0, 0, 1],
    'proj:bbox': [originX, originY - height * pixelMetres, originX + width * pixelMetres, originY],
  };
}
