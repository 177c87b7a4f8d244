import { MASK_CLASSES } from '../../core/classes.ts';
import { grouped, percentText } from '../../core/number-text.ts';
import { classStatistics } from '../../mask/statistics.ts';
import type { ExportSource } from '../format.ts';
import { attributionOf } from '../provenance.ts';
import type { ShareRow } from './share-row.ts';

const ORDER = ['cloud', 'semi', 'shadow', 'clear', 'missing'] as const;

/** Classes of a mask with their shares, cloud first. */
export function shareRows({
  mask,
  percent,
  areaPixels,
}: Pick<ExportSource, 'mask' | 'percent' | 'areaPixels'>): ShareRow[] {
  const { classes, pixels } = classStatistics(mask);
  const pixelKilometres = mask.pixelMetres ** 2 / 1e6;
  return ORDER.map((id) => {
    const { name, colour } = MASK_CLASSES.find((one) => one.id === id)!;
    const counted = classes.find((one) => one.id === id)!.pixels;
    const count = id === 'missing' ? counted - (pixels - areaPixels) : counted;
    const share = percent[id];
    return {
      ...{ name, colour },
      percent: share === undefined ? 'none valid' : percentText(share),
      squareKilometres: kilometresText(count * pixelKilometres),
    };
  });
}

/** `1.23 km²`: three digits where it is less than a hundred. */
export function kilometresText(squareKilometres: number): string {
  const digits = squareKilometres >= 100 ? 0 : squareKilometres >= 1 ? 1 : 2;
  return `${grouped(squareKilometres, digits)} km²`;
}

/** `Cloud mask of T33UVU, 6 May 2024`, and the area where it is of one. */
export function titleOf({ product, areaName }: Pick<ExportSource, 'product' | 'areaName'>): string {
  const place = product.tile === null ? product.id : `T${product.tile.replace(/^T(?=\d)/, '')}`;
  const day = product.sensingTime === null ? [] : [dayText(product.sensingTime)];
  return `Cloud mask of ${[place, ...day, ...(areaName ? [areaName] : [])].join(', ')}`;
}

/** `6 May 2024`, in UTC. */
export function dayText(iso: string): string {
  const date = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Date(iso).toLocaleDateString('en-GB', date);
}

/** What the product is, in the order in which one asks: name and value. */
export function productFactRows({ product, grid, window, mask }: ExportSource): (readonly [string, string])[] {
  const { sun, relativeOrbit } = product;
  const rows: readonly (readonly [string, string | null])[] = [
    ['Product', product.id],
    ['Sensed', product.sensingTime && `${product.sensingTime.replace('T', ' ').replace(/(\.\d+)?Z$/, '')} UTC`],
    ['Platform and level', [platformName(product.platform), product.level].filter(Boolean).join(', ')],
    ['Tile', product.tile && `T${product.tile.replace(/^T(?=\d)/, '')}`],
    ['Relative orbit', relativeOrbit === null ? null : String(relativeOrbit)],
    ['Processing baseline', product.baseline],
    ['Sun', sun && `zenith ${sun.zenithDegrees.toFixed(1)}°, azimuth ${sun.azimuthDegrees.toFixed(1)}°`],
    ['Coordinate system', grid.epsg === null ? 'none' : `EPSG:${grid.epsg}`],
    ['Mask', `${window.width} x ${window.height} pixels of ${mask.pixelMetres} m`],
  ];
  return rows.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

/** `Sentinel-2A` of what metadata call S2A. */
export function platformName(platform: string | null): string | null {
  return platform === null
    ? null
    : platform.replace(/^S2([A-D])$/i, (_, unit: string) => `Sentinel-2${unit.toUpperCase()}`);
}

/** One line about the product under a title. */
export function subtitleOf({ product, mask }: ExportSource): string {
  const time = product.sensingTime === null ? [] : [`${product.sensingTime.slice(11, 19)} UTC`];
  const orbit = product.relativeOrbit === null ? [] : [`orbit ${product.relativeOrbit}`];
  const baseline = product.baseline === null ? [] : [`baseline ${product.baseline}`];
  const platform = platformName(product.platform);
  return [
    ...(platform ? [platform] : []),
    product.level,
    ...time,
    ...orbit,
    ...baseline,
    `mask of ${mask.pixelMetres} m`,
  ].join('  ·  ');
}

const CLASS_WORDS = { shadow: 'shadow', semi: 'semi-transparent', cloud: 'cloud' } as const;

/** How the mask was made: name and value. */
export function parameterRows({ provenance }: Pick<ExportSource, 'provenance'>): (readonly [string, string])[] {
  const { parameters, pack, device, corrections, helper, persistence, settings } = provenance;
  const each = (values: Readonly<Record<keyof typeof CLASS_WORDS, number>>, unit: string) =>
    (['cloud', 'semi', 'shadow'] as const).map((id) => `${CLASS_WORDS[id]} ${values[id]}${unit}`).join(', ');
  const without = pack.thresholdsWithout?.length
    ? ` (chosen for products without ${pack.thresholdsWithout.join(', ')})`
    : '';
  const hectares = parameters.minAreaSquareMetres / 10_000;
  return [
    ['Network', `${pack.id} ${pack.version}, sha256 ${pack.sha256.slice(0, 12)}, on ${device}`],
    ['Thresholds', `${each(parameters.thresholds, '')}${without}`],
    ['Buffers', each(parameters.bufferMetres, ' m')],
    ['Smallest object', hectares === 0 ? 'all kept' : `${hectares} ha`],
    ['Shadows without a cloud', parameters.shadowsNeedCloud ? 'dropped' : 'kept'],
    [
      'Persistent places',
      persistence
        ? `lowered by ${Math.round(100 * persistence.weight)} %: ${grouped(persistence.cloudPixels)} pixels of cloud, ${grouped(persistence.shadowPixels)} of shadow (${persistence.raster})`
        : 'not lowered',
    ],
    ['Corrections by hand', String(corrections.length)],
    ...(helper ? [['Scene helper', `fitted to ${helper.strokes} strokes`] as const] : []),
    ...(settings ? [['Settings', SETTINGS_WORDS[settings]] as const] : []),
  ];
}

const SETTINGS_WORDS = {
  window: 'as the window showed them',
  kept: 'as they were kept of the scene',
  recipe: 'one recipe for all products',
  defaults: "the network's own; nothing was kept of the scene",
} as const;

/** The notice of origin, and what made the file. */
export function originLine({ provenance }: Pick<ExportSource, 'provenance'>): string {
  const { application, product, endedAt } = provenance;
  return `${attributionOf([product.sensingTime])}. Made by ${application.name} ${application.version}, ${endedAt.slice(0, 16).replace('T', ' ')} UTC.`;
}
