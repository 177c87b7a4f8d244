import { basename, relative, sep } from 'node:path';
import { ProductError } from '../../core/errors.ts';
import { windowGrid } from '../../core/grid.ts';
import { boundsOfRings, ringGeometry } from '../../core/lonlat-ring.ts';
import { classStatistics } from '../../mask/statistics.ts';
import { isAddress } from '../../product/remote/address.ts';
import { gridOutline } from '../../product/scope.ts';
import type { ExportSource, ExportSubject, StacPlace, WrittenOutput } from '../format.ts';
import { exportName } from '../names.ts';
import type { StacClassTable } from './classes.ts';
import { mediaType } from './media-types.ts';

const extension = (name: string, version: string) =>
  `https://stac-extensions.github.io/${name}/v${version}/schema.json`;
const EXTENSIONS = [
  extension('projection', '2.0.0'),
  extension('eo', '2.0.0'),
  extension('classification', '2.0.0'),
  extension('processing', '1.2.0'),
  extension('file', '2.1.0'),
];

/**
 * A STAC 1.1 item of everything that an export has written of a product. Links and assets are relative to `home`.
 * @param model name of the network's item beside it
 * @throws ProductError where the product does not tell when or where it was taken: an item must
 */
export function stacItem(source: ExportSource, outputs: readonly WrittenOutput[], place: StacPlace, model: string) {
  const { product, provenance, percent } = source;
  const grid = windowGrid(source.grid, source.window);
  requireTimeAndPlace(source);
  const ring = outlineOf(source);
  return {
    type: 'Feature',
    stac_version: '1.1.0',
    stac_extensions: EXTENSIONS,
    id: exportName(source, 'mask', ''),
    ...(place.collection ? { collection: place.collection.id } : {}),
    geometry: ringGeometry(ring),
    bbox: boundsOfRings([ring]),
    properties: {
      title: `Cloud mask of ${product.id}`,
      datetime: product.sensingTime,
      created: provenance.endedAt,
      ...(product.platform ? { platform: product.platform.toLowerCase(), constellation: 'sentinel-2' } : {}),
      instruments: ['msi'],
      gsd: grid.pixelMetres,
      // A mask without a valid pixel tells nothing of clouds.
      ...(percent.cloud === undefined || percent.semi === undefined
        ? {}
        : { 'eo:cloud_cover': rounded(percent.cloud + percent.semi) }),
      'proj:code': `EPSG:${grid.epsg}`,
      'proj:shape': [grid.height, grid.width],
      'proj:transform': [grid.pixelMetres, 0, grid.originX, 0, -grid.pixelMetres, grid.originY],
      'processing:level': product.level,
      'processing:datetime': provenance.endedAt,
      'processing:software': {
        Nephoscope: provenance.application.version,
        [provenance.pack.id]: provenance.pack.version,
      },
      'processing:lineage': lineage(source),
      ...(product.tile ? { 'nephoscope:tile': product.tile } : {}),
      'nephoscope:percent': Object.fromEntries(Object.entries(percent).map(([id, share]) => [id, rounded(share)])),
      'nephoscope:parameters': provenance.parameters,
      ...(provenance.persistence ? { 'nephoscope:persistence': provenance.persistence } : {}),
      'nephoscope:pack_sha256': provenance.pack.sha256,
      ...(provenance.warnings.length > 0 ? { 'nephoscope:warnings': provenance.warnings } : {}),
    },
    links: [
      { rel: 'derived_from', href: hrefOf(place.home, product.path), title: product.id },
      {
        rel: 'derived_from',
        href: `./${model}`,
        type: 'application/geo+json',
        title: `Network: ${provenance.pack.id}`,
      },
      ...(place.collection
        ? [
            { rel: 'collection', href: place.collection.href, type: 'application/json' },
            { rel: 'parent', href: place.collection.href, type: 'application/json' },
          ]
        : []),
    ],
    assets: Object.fromEntries(outputs.flatMap((output) => assetsOf(output, source))),
  };
}

/** @throws ProductError where the product does not tell when or where it was taken */
export function requireTimeAndPlace({ product, grid, window }: ExportSubject): void {
  if (product.sensingTime !== null && grid.epsg !== null) {
    outlineOf({ product, grid, window });
    return;
  }
  throw new ProductError(
    `${product.id} does not tell ${product.sensingTime === null ? 'when it was taken' : 'its coordinate system'}, and a STAC item must.`,
    { file: product.path, remedy: 'Leave out the STAC item, or open the product with its metadata.' },
  );
}

function lineage({ provenance, packId }: ExportSource): string {
  const { application, product, pack, device } = provenance;
  return `${application.name} ${application.version} made the mask of ${product.id} with the network ${packId} ${pack.version} on ${device}.`;
}

function assetsOf(
  { format, files }: WrittenOutput,
  source: ExportSource,
): readonly [string, Record<string, unknown>][] {
  const mains = files.filter(({ path }) => format.extensions[0] === endingOf(path, format.extensions));
  return mains.map(({ path, bytes }, index) => {
    const key = mains.length === 1 ? format.id : `${format.id}-${index + 1}`;
    const asset = {
      href: `./${encodeURIComponent(basename(path))}`,
      type: mediaType(path),
      title: format.title,
      roles: [...format.stac.roles],
      'file:size': bytes,
    };
    const table = format.stac.classes;
    return [key, table ? { ...asset, 'classification:classes': withShares(table, source) } : asset];
  });
}

/** Longest first: `.tif.aux.xml` is no `.xml`. */
function endingOf(path: string, endings: readonly string[]): string | undefined {
  return endings.toSorted((a, b) => b.length - a.length).find((ending) => path.endsWith(ending));
}

/** Shares are told where the codes are the mask's own. */
function withShares(table: StacClassTable, { mask }: ExportSource): readonly Record<string, unknown>[] {
  const { classes, pixels } = classStatistics(mask);
  return table.map((entry) => {
    const counted = classes.find(({ id }) => id === entry.name);
    return counted && pixels > 0 ? { ...entry, percentage: rounded((100 * counted.pixels) / pixels) } : entry;
  });
}

/** The whole scene's footprint, or the outline of what is written. @throws ProductError where its system is no UTM zone */
function outlineOf({
  product,
  window,
  grid,
}: Pick<ExportSubject, 'product' | 'window' | 'grid'>): readonly (readonly [number, number])[] {
  const isWhole = window.width === grid.width && window.height === grid.height;
  const ring = (isWhole ? product.footprint : null) ?? gridOutline(windowGrid(grid, window));
  if (ring) return ring;
  throw new ProductError(
    `${product.id} is in EPSG:${grid.epsg}, no UTM zone, and a STAC item must tell where it lies.`,
    {
      file: product.path,
      remedy: 'Leave out the STAC item, or lay the raster on its UTM zone (gdalwarp -t_srs EPSG:326xx).',
    },
  );
}

/** A path as a relative reference of a URI. */
function hrefOf(from: string, to: string): string {
  if (isAddress(to)) return to;
  const parts = relative(from, to).split(sep).map(encodeURIComponent);
  return parts[0] === '..' ? parts.join('/') : `./${parts.join('/')}`;
}

function rounded(percent: number): number {
  return Number(percent.toFixed(2));
}
