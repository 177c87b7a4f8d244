import type { Command } from 'commander';
import { bandReadings } from '../engine/model/band-readings.ts';
import type { ProductDescription } from '../engine/product/describe.ts';
import { describeProduct } from '../engine/product/describe.ts';
import { openNamedProduct } from './open-product.ts';
import { addRemoteOption, remoteFlag, tellFetched } from './remote-option.ts';
import type { StackFlags } from './stack-options.ts';
import { addStackOptions, toOpenOptions } from './stack-options.ts';
import { print, printable } from './terminal.ts';

/** `nephoscope info PRODUCT [--json]` */
export function addInfo(program: Command, signal: AbortSignal): void {
  const command = program
    .command('info')
    .description('show what a product holds: bands, grids, offsets, sun, masks, warnings')
    .argument(
      '<product>',
      'SAFE folder, its MTD_*.xml, an EOPF Zarr folder, a zip of either, a folder of band files, a STAC item, or a multi-band GeoTIFF; with --remote, its address',
    )
    .option('--granule <name>', 'granule of an old product with several, or scene of a folder of band files')
    .option('--json', 'print one JSON object, with what is read of every band on every grid');
  addRemoteOption(command);
  addStackOptions(command).action(async (path: string, flags: StackFlags & { json?: boolean; remote?: boolean }) => {
    const access = remoteFlag(flags);
    const product = await openNamedProduct(path, { ...toOpenOptions(flags), ...access, signal });
    try {
      const description = describeProduct(product);
      const json = () => JSON.stringify({ ...description, readings: bandReadings(product) });
      print(flags.json ? json() : formatDescription(description));
    } finally {
      tellFetched(access.remote);
      await product.close();
    }
  });
}

/** The description as aligned lines for a terminal. */
export function formatDescription(product: ProductDescription): string {
  const rows: [string, string][] = [
    ['Product', product.id],
    ['Level', `${product.level}, processing baseline ${product.baseline ?? 'unknown'}`],
    ['Platform', `${product.platform ?? 'unknown'}, relative orbit ${product.relativeOrbit ?? 'unknown'}`],
    ['Sensed', product.sensingTime ?? 'unknown'],
    ['Tile', `${product.tile ?? 'unknown'}, ${product.epsg === null ? 'no CRS' : `EPSG:${product.epsg}`}`],
    ...product.grids.map(({ pixelMetres, width, height, originX, originY }): [string, string] => [
      `Grid ${pixelMetres} m`,
      `${width} x ${height} px, upper left ${originX} E ${originY} N`,
    ]),
    ['Radiometry', describeRadiometry(product)],
    ...product.bands.map(({ band, pixelMetres, offset }): [string, string] => [
      band,
      pixelMetres.length === 0
        ? 'missing'
        : `${pixelMetres.map((metres) => `${metres} m`).join(', ')}${offset === null || product.stored ? '' : `, offset ${offset} DN`}`,
    ]),
    [
      'Sun',
      product.sun
        ? `zenith ${product.sun.zenithDegrees.toFixed(1)}°, azimuth ${product.sun.azimuthDegrees.toFixed(1)}°`
        : 'unknown',
    ],
    ['Masks', describeMasks(product.masks)],
    ...(product.granules.length > 1
      ? product.granules.map((name): [string, string] => [
          'Granule',
          name === product.granule ? `${name} (open)` : name,
        ])
      : []),
    ...product.warnings.map(({ message, file }): [string, string] => [
      'Warning',
      file ? `${message} (${file})` : message,
    ]),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `${label.padEnd(width)}  ${printable(text)}`).join('\n');
}

function describeRadiometry({ stored, quantification, radiometrySource }: ProductDescription): string {
  const formula = stored
    ? `value * ${stored.scale} + ${stored.offset}`
    : `(DN + offset) / ${Number(quantification.toPrecision(6))}`;
  return `reflectance = ${formula}${radiometrySource === null ? '' : ` (${radiometrySource})`}`;
}

function describeMasks(masks: ProductDescription['masks']): string {
  const named: [string, readonly number[]][] = [
    ['SCL', masks.scl],
    ['CLDPRB', masks.cloudProbability],
    ['SNWPRB', masks.snowProbability],
    ['MSK_CLASSI', masks.classification],
  ];
  const found = named
    .filter(([, metres]) => metres.length > 0)
    .map(([name, metres]) => `${name} ${metres.map((size) => `${size} m`).join(', ')}`);
  return [...found, ...(masks.gmlClouds ? ['GML clouds'] : [])].join('; ') || 'none';
}
