import { z } from 'zod';
import type { Level } from '../core/bands.ts';
import { type FileEntry, readEntry } from './files.ts';

const MAX_BYTES = 4 * 1024 * 1024;

/** Keys of assets that are bands: ESA's names, with or without pixel size, or colours. */
const REFLECTANCE_KEY =
  /^(B\d\d|B8A|coastal|blue|green|red|rededge[123]|nir(08|09)?|cirrus|swir(16|22))(_(10|20|60)m)?$/i;
const bandSchema = z.object({
  scale: z.number().optional(),
  offset: z.number().optional(),
  'raster:scale': z.number().optional(),
  'raster:offset': z.number().optional(),
});
const itemSchema = z.object({
  type: z.literal('Feature'),
  stac_version: z.string(),
  id: z.string(),
  collection: z.string().nullish(),
  properties: z.record(z.string(), z.unknown()),
  assets: z
    .record(
      z.string(),
      bandSchema.extend({ 'raster:bands': z.array(bandSchema).optional(), bands: z.array(bandSchema).optional() }),
    )
    .default({}),
});

/** What a STAC item that lies beside band files says of them. */
export interface StacItem {
  readonly path: string;
  readonly id: string;
  readonly level: Level | null;
  /** ISO 8601, UTC. */
  readonly sensingTime: string | null;
  readonly platform: string | null;
  /** Of the military grid, without the T before it: `33UVU`. */
  readonly tile: string | null;
  readonly relativeOrbit: number | null;
  readonly baseline: string | null;
  /** Whether the offset was taken off the pixels already (Earth Search); null where it does not say. */
  readonly offsetApplied: boolean | null;
  /** Whether the pixels are ESA's, offset included: the item says so, or names ESA's product and no other processing. */
  readonly hasEsaValues: boolean;
  /** Reflectance = DN * scale + offset, where the item gives the same for all band files. */
  readonly scale: number | null;
  readonly offset: number | null;
}

/** The one value that all have, or null. */
function common(values: readonly (number | undefined)[]): number | null {
  const told = new Set(values);
  const [first] = told;
  return told.size === 1 && first !== undefined ? first : null;
}

/** Reads the STAC item among the files of a folder; null where there is none, or more than one. */
export async function findStacItem(entries: readonly FileEntry[]): Promise<StacItem | null> {
  const items: StacItem[] = [];
  for (const entry of entries) {
    if (!/\.(geo)?json$/i.test(entry.path) || entry.size > MAX_BYTES) continue;
    const head = Buffer.from(await entry.head(1024)).toString('utf8');
    if (!head.trimStart().startsWith('{')) continue;
    const item = await readEntry(entry, MAX_BYTES)
      .then((bytes) => itemSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data)
      .catch(() => undefined);
    if (item) items.push(toItem(entry.path, item));
  }
  return items.length === 1 ? items[0]! : null;
}

function toItem(path: string, item: z.infer<typeof itemSchema>): StacItem {
  const of = (name: string) => item.properties[name];
  const asText = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  const applied = of('earthsearch:boa_offset_applied');
  const bands = Object.entries(item.assets).flatMap(([key, asset]) => {
    if (!REFLECTANCE_KEY.test(key)) return [];
    // The extension `raster` up to 1.1 lists bands; from 2.0 on (STAC 1.1) its fields stand in the asset or its band.
    const band = { ...asset, ...asset.bands?.[0], ...asset['raster:bands']?.[0] };
    return [{ scale: band.scale ?? band['raster:scale'], offset: band.offset ?? band['raster:offset'] }];
  });
  const named = `${item.collection ?? ''} ${item.id}`;
  const level = asText(of('processing:level')) ?? named;
  const letter = /sentinel-2([a-d])/i.exec(asText(of('platform')) ?? '')?.[1];
  return {
    path,
    id: item.id,
    level: /l2a/i.test(level) ? 'L2A' : /l1c/i.test(level) ? 'L1C' : null,
    sensingTime: asText(of('datetime')),
    platform: letter === undefined ? null : `Sentinel-2${letter.toUpperCase()}`,
    tile: tileOf(item.properties),
    relativeOrbit: orbitOf(of('sat:relative_orbit')),
    baseline: asText(of('s2:processing_baseline')) ?? asText(of('processing:version')),
    offsetApplied: typeof applied === 'boolean' ? applied : null,
    hasEsaValues: applied === false || (applied === undefined && asText(of('s2:product_uri')) !== null),
    scale: common(bands.map(({ scale }) => scale)),
    offset: common(bands.map(({ offset }) => offset)),
  };
}

/** By the extensions `grid`, `sentinel-2` and `mgrs`, in that order. */
function tileOf(properties: Readonly<Record<string, unknown>>): string | null {
  const parts = ['mgrs:utm_zone', 'mgrs:latitude_band', 'mgrs:grid_square'].map((name) => properties[name]);
  const told = [properties['grid:code'], properties['s2:mgrs_tile'], parts.join('')];
  for (const value of told) {
    const [, zone, square] = /^(?:MGRS-|T)?(\d{1,2})([C-HJ-NP-X][A-HJ-NP-Z][A-HJ-NP-V])$/.exec(String(value)) ?? [];
    if (zone && square) return `${zone.padStart(2, '0')}${square}`;
  }
  return null;
}

function orbitOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 143 ? value : null;
}
