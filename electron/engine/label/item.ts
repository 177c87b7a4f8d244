import { z } from 'zod';
import { CLASS_LABELS, LABEL_CODES } from '../core/class-codes.ts';
import { MASK_CLASSES } from '../core/classes.ts';
import { type Grid, type Window, windowGrid } from '../core/grid.ts';
import { boundsOfRings, ringGeometry } from '../core/lonlat-ring.ts';
import { gridOutline } from '../product/scope.ts';
import type { ProjectProduct } from './project.ts';

/** What a chip's `item.json` holds besides its rasters. */
export interface ChipItem {
  readonly id: string;
  readonly product: Pick<ProjectProduct, 'key' | 'name' | 'path' | 'sensingTime'>;
  readonly window: Window;
  /** The grid of the whole product, of which the window is a part. */
  readonly productGrid: Grid;
  readonly state: 'new' | 'started' | 'accepted';
  readonly revision: number;
  readonly place: string;
  readonly split: 'train' | 'validate' | 'test';
  readonly batch: number | null;
  readonly counts: readonly number[];
  readonly origins: readonly number[];
  readonly correctedShare: number | null;
}

const count = z.number().int().min(0);
const windowSchema = z.object({ column: count, row: count, width: count.min(1), height: count.min(1) });
const gridSchema = z.object({
  epsg: z.number().int().nullable(),
  originX: z.number(),
  originY: z.number(),
  pixelMetres: z.number().positive(),
  width: count.min(1),
  height: count.min(1),
});

/** What of an item is ours to read again; other programs may add to it. */
export const itemSchema = z
  .object({
    type: z.literal('Feature'),
    id: z.string(),
    properties: z.looseObject({
      datetime: z.string().nullable(),
      'nephoscope:product': z.object({ key: z.string(), name: z.string(), path: z.string() }),
      'nephoscope:window': windowSchema,
      'nephoscope:grid': gridSchema,
      'nephoscope:state': z.enum(['new', 'started', 'accepted']),
      'nephoscope:revision': count,
      'nephoscope:place': z.string(),
      'nephoscope:split': z.enum(['train', 'validate', 'test']),
      'nephoscope:batch': count.nullable(),
      'nephoscope:counts': z.array(count).length(LABEL_CODES.length),
      'nephoscope:origins': z.array(count),
      'nephoscope:corrected_share': z.number().nullable(),
    }),
  })
  .transform(
    ({ id, properties: p }): ChipItem => ({
      id,
      product: { ...p['nephoscope:product'], sensingTime: p.datetime },
      window: p['nephoscope:window'],
      productGrid: p['nephoscope:grid'],
      state: p['nephoscope:state'],
      revision: p['nephoscope:revision'],
      place: p['nephoscope:place'],
      split: p['nephoscope:split'],
      batch: p['nephoscope:batch'],
      counts: p['nephoscope:counts'],
      origins: p['nephoscope:origins'],
      correctedShare: p['nephoscope:corrected_share'],
    }),
  );

const LABEL_EXTENSION = 'https://stac-extensions.github.io/label/v1.0.1/schema.json';
const PROJECTION_EXTENSION = 'https://stac-extensions.github.io/projection/v2.0.0/schema.json';
const CLASSIFICATION_EXTENSION = 'https://stac-extensions.github.io/classification/v2.0.0/schema.json';

/** Names of the classes in the order of their codes. */
export const LABEL_CLASSES = LABEL_CODES.map((code) => CLASS_LABELS[code]);

/** A chip as a STAC item with the label extension, version 1.0.1; `labels.tif` and `origin.tif` lie beside it. */
export function toStacItem(item: ChipItem, collection: string): Record<string, unknown> {
  const grid = windowGrid(item.productGrid, item.window);
  const ring = gridOutline(grid);
  const { width, height, pixelMetres, originX, originY, epsg } = grid;
  return {
    type: 'Feature',
    stac_version: '1.1.0',
    stac_extensions: [LABEL_EXTENSION, PROJECTION_EXTENSION, CLASSIFICATION_EXTENSION],
    id: item.id,
    collection,
    ...(ring === null ? { geometry: null } : { geometry: ringGeometry(ring), bbox: boundsOfRings([ring]) }),
    properties: {
      datetime: item.product.sensingTime,
      ...(item.product.sensingTime === null
        ? { start_datetime: '2015-06-23T00:00:00Z', end_datetime: '2100-01-01T00:00:00Z' }
        : {}),
      'label:properties': null,
      'label:classes': [{ name: null, classes: LABEL_CLASSES }],
      'label:description': 'Cloud classes of every pixel; UNDEFINED pixels are not to be trained on',
      'label:type': 'raster',
      'label:tasks': ['segmentation'],
      'label:methods': (item.origins[2] ?? 0) > 0 ? ['manual'] : ['automated'],
      'label:overviews': [
        {
          property_key: null,
          counts: LABEL_CODES.map((code) => ({ name: CLASS_LABELS[code], count: item.counts[code] ?? 0 })),
        },
      ],
      'proj:code': epsg === null ? null : `EPSG:${epsg}`,
      'proj:shape': [height, width],
      'proj:transform': [pixelMetres, 0, originX, 0, -pixelMetres, originY],
      'nephoscope:product': { key: item.product.key, name: item.product.name, path: item.product.path },
      'nephoscope:window': item.window,
      'nephoscope:grid': item.productGrid,
      'nephoscope:state': item.state,
      'nephoscope:revision': item.revision,
      'nephoscope:place': item.place,
      'nephoscope:split': item.split,
      'nephoscope:batch': item.batch,
      'nephoscope:counts': item.counts,
      'nephoscope:origins': item.origins,
      'nephoscope:corrected_share': item.correctedShare,
    },
    links: [
      { rel: 'collection', href: '../../index.json', type: 'application/json' },
      { rel: 'parent', href: '../../index.json', type: 'application/json' },
      { rel: 'root', href: '../../index.json', type: 'application/json' },
      { rel: 'source', href: item.product.path, title: item.product.name },
    ],
    assets: {
      labels: {
        href: './labels.tif',
        type: 'image/tiff; application=geotiff',
        roles: ['labels', 'labels-raster'],
        'classification:classes': LABEL_CODES.map((value) => ({
          value,
          name: CLASS_LABELS[value].toLowerCase(),
          description: MASK_CLASSES.find(({ code }) => code === value)?.name ?? 'Undefined, not to be trained on',
          ...colourHint(value),
        })),
      },
      origin: { href: './origin.tif', type: 'image/tiff; application=geotiff', roles: ['metadata'] },
    },
  };
}

function colourHint(value: number): { color_hint?: string } {
  const colour = MASK_CLASSES.find(({ code }) => code === value)?.colour;
  return colour ? { color_hint: colour.slice(1) } : {};
}
