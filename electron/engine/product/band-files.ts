import {
  BAND_IDS,
  type BandId,
  GRID_METRES,
  type GridMetres,
  isBandId,
  type Level,
  NATIVE_METRES,
} from '../core/bands.ts';
import type { Grid } from '../core/grid.ts';
import { baseName, type FileEntry, folderOf, isUnder, mapFiles } from './files.ts';
import { tileOf } from './granule-metadata.ts';
import { sniffRaster } from './sniff.ts';
import type { ProductWarning, RasterFile } from './types.ts';

/** What a raster file of a product holds, by its name. */
export type Layer = BandId | 'SCL' | 'CLDPRB' | 'SNWPRB' | 'CLASSI' | 'TCI' | 'PVI';

/** Names by which layers other than the bands go, over the versions of the format. */
const LAYER_NAMES: Readonly<Record<string, Layer>> = {
  SCL: 'SCL',
  CLDPRB: 'CLDPRB',
  CLD: 'CLDPRB',
  SNWPRB: 'SNWPRB',
  SNW: 'SNWPRB',
  CLASSI: 'CLASSI',
  TCI: 'TCI',
  PVI: 'PVI',
};
const OTHER_LAYERS = /^(AOT|WVP|DEM|DDV|DETFOO|QUALIT|DEFECT|SATURA|NODATA|TECQUA|CLOLOW|CLOUDS)$/;
const RASTER_ENDING = /\.(jp2|j2k|jpx|jpf|tiff?)$/i;

/** The layer and, where it is told, the pixel size that a raster file's path names; null for anything else. */
export function layerOf(path: string): { readonly layer: Layer; readonly metres: GridMetres | null } | null {
  const name = baseName(path);
  if (!RASTER_ENDING.test(name)) return null;
  const tokens = name
    .replace(RASTER_ENDING, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .map((token) => token.replace(/^B(?=\d$)/, 'B0'));
  if (tokens.some((token) => OTHER_LAYERS.test(token))) return null;
  const layers = new Set(tokens.map((token) => LAYER_NAMES[token] ?? (isBandId(token) ? token : undefined)));
  layers.delete(undefined);
  // MSK_CLASSI_B00 names no band; a name with two layers is a composite of somebody's.
  const [layer] = layers;
  if (layer === undefined || layers.size > 1) return null;
  const told =
    tokens.map((token) => /^(10|20|60)M$/.exec(token)?.[1]).find(Boolean) ??
    /(?:^|\/)R(10|20|60)m(?:\/|$)/i.exec(folderOf(path))?.[1];
  return { layer, metres: told === undefined ? null : (Number(told) as GridMetres) };
}

/** Where the files of one granule are looked for. */
export interface BandSearch {
  readonly level: Level;
  readonly entries: readonly FileEntry[];
  /** Image files that the metadata lists, without ending. */
  readonly listed: readonly string[];
  /** Folder of the product's metadata. */
  readonly root: string;
  /** Folder of the granule's metadata; null where there is none. */
  readonly granuleFolder: string | null;
  readonly otherGranuleFolders: readonly string[];
  readonly tile: string | null;
  readonly grids: Readonly<Partial<Record<GridMetres, Grid>>>;
  /** Whether files that the metadata does not list count too; not so where two products share a folder. */
  readonly byPattern: boolean;
}

export interface FoundFiles {
  readonly files: Readonly<Partial<Record<Layer, readonly RasterFile[]>>>;
  readonly warnings: readonly ProductWarning[];
}

interface Candidate {
  readonly entry: FileEntry;
  readonly layer: Layer;
  readonly metres: GridMetres | null;
  /** 0 where the metadata lists the path, 1 the name, 2 in the granule's folder, 3 elsewhere. */
  readonly rank: number;
}

/** Pixel sizes of the standard tile, for products without granule metadata. */
const STANDARD_SIDES: Readonly<Record<GridMetres, number>> = { 10: 10980, 20: 5490, 60: 1830 };

function candidatesOf(search: BandSearch): Candidate[] {
  const stem = (path: string) => path.replace(RASTER_ENDING, '').toLowerCase();
  const paths = new Set(search.listed.map((path) => stem(search.root === '' ? path : `${search.root}/${path}`)));
  const names = new Set(search.listed.map((path) => baseName(path).toLowerCase()));
  const found: Candidate[] = [];
  for (const entry of search.entries) {
    const named = layerOf(entry.path);
    if (named === null || (named.layer === 'B10' && search.level === 'L2A')) continue;
    if (search.otherGranuleFolders.some((folder) => folder !== '' && isUnder(entry.path, folder))) continue;
    const tile = tileOf(baseName(entry.path));
    if (tile !== null && search.tile !== null && tile !== search.tile) continue;
    const isListed = paths.has(stem(entry.path)) ? 0 : names.has(stem(baseName(entry.path))) ? 1 : null;
    const isInside = search.granuleFolder !== null && isUnder(entry.path, search.granuleFolder);
    if (isListed === null && !search.byPattern && !(isInside && search.granuleFolder !== search.root)) continue;
    found.push({ entry, ...named, rank: isListed ?? (isInside ? 2 : 3) });
  }
  return found.sort((a, b) => a.rank - b.rank);
}

/** Pixel size of a file by its name and its size in pixels, or the reason why it fits no grid. */
function metresOf(
  candidate: Candidate,
  width: number,
  height: number,
  grids: BandSearch['grids'],
): { readonly metres: GridMetres } | { readonly problem: string } {
  const { layer, metres: named } = candidate;
  const native = isBandId(layer) ? NATIVE_METRES[layer] : layer === 'TCI' ? 10 : layer === 'CLASSI' ? 60 : 20;
  if (layer === 'PVI') return { metres: 60 };
  const knowsGrids = GRID_METRES.some((metres) => grids[metres] !== undefined);
  const fitting = GRID_METRES.filter((metres) => {
    const grid = grids[metres];
    return grid ? grid.width === width && grid.height === height : !knowsGrids && STANDARD_SIDES[metres] === width;
  });
  const preferred = named ?? native;
  if (fitting.includes(preferred)) return { metres: preferred };
  if (fitting[0] !== undefined) return { metres: fitting[0] };
  if (!knowsGrids) return { metres: preferred };
  const expected = grids[preferred];
  return {
    problem: `has ${width} x ${height} pixels where the ${preferred} m grid has ${expected?.width} x ${expected?.height}`,
  };
}

/**
 * Finds the raster files of a granule: first those that the metadata lists, by path and then by name, then any whose
 * name fits, wherever it lies. Files that are empty, cut off, of a foreign format or of a foreign size are left out,
 * each with a warning that tells what is read instead.
 */
export async function findBandFiles(search: BandSearch): Promise<FoundFiles> {
  const candidates = candidatesOf(search);
  const sniffed = await mapFiles(candidates, ({ entry }) => sniffRaster(entry));
  const files: Partial<Record<Layer, RasterFile[]>> = {};
  const rejected: Rejected[] = [];
  const warnings: ProductWarning[] = [];

  candidates.forEach((candidate, k) => {
    const result = sniffed[k]!;
    if (result.format === null) {
      rejected.push({ candidate, problem: result.problem });
      return;
    }
    const size = metresOf(candidate, result.width, result.height, search.grids);
    if ('problem' in size) {
      rejected.push({ candidate, problem: size.problem });
      return;
    }
    const { entry, layer } = candidate;
    files[layer] ??= [];
    if (files[layer].some((file) => file.pixelMetres === size.metres)) return;
    if (candidate.metres !== null && candidate.metres !== size.metres && layer !== 'PVI') {
      warnings.push({
        code: 'metadata',
        message: `${entry.path} is named ${candidate.metres} m but has the ${result.width} x ${result.height} pixels of the ${size.metres} m grid, and is read as such.`,
        file: entry.path,
      });
    }
    files[layer].push({
      name: baseName(entry.path),
      path: entry.path,
      pixelMetres: size.metres,
      format: result.format,
      index: 0,
      open: () => entry.open(),
    });
  });
  for (const list of Object.values(files)) list.sort((a, b) => a.pixelMetres - b.pixelMetres);

  return {
    files,
    warnings: [...missingWarnings(search, candidates, files), ...rejectedWarnings(rejected, files), ...warnings],
  };
}

interface Rejected {
  readonly candidate: Candidate;
  /** Words that continue "FILE ...". */
  readonly problem: string;
}

function listed(names: readonly string[]): string {
  return [...new Set(names)].join(', ');
}

/** One warning per kind of problem and of what is read instead, naming the files. */
function rejectedWarnings(rejected: readonly Rejected[], files: FoundFiles['files']): ProductWarning[] {
  const groups = new Map<string, Rejected[]>();
  const outcomeOf = ({ candidate: { layer, metres } }: Rejected) => {
    const left = files[layer] ?? [];
    if (left.some((file) => file.pixelMetres === metres)) return 'read from another file';
    return left[0] ? `read at ${left[0].pixelMetres} m` : 'missing';
  };
  for (const item of rejected) {
    const key = [isBandId(item.candidate.layer), item.problem, outcomeOf(item)].join();
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()].map((items): ProductWarning => {
    const [first] = items as [Rejected];
    const layers = listed(items.map(({ candidate }) => candidate.layer));
    const names =
      items.length === 1
        ? first.candidate.entry.path
        : `Each of ${items.length} files (${listed(items.map(({ candidate }) => baseName(candidate.entry.path)))})`;
    return {
      code: isBandId(first.candidate.layer) ? 'band-unreadable' : 'other',
      message: `${names} ${first.problem}: ${layers} ${layers.includes(',') ? 'are' : 'is'} ${outcomeOf(first)}.`,
      ...(items.length === 1 ? { file: first.candidate.entry.path } : {}),
    };
  });
}

/** One warning per pixel size that is read instead, naming the files that the metadata lists and nobody finds. */
function missingWarnings(
  search: BandSearch,
  candidates: readonly Candidate[],
  files: FoundFiles['files'],
): ProductWarning[] {
  const expected = search.listed
    .map((path) => ({ name: baseName(path), ...layerOf(`${path}.jp2`) }))
    .filter((item): item is { name: string; layer: BandId; metres: GridMetres | null } =>
      isBandId(item.layer ?? 'none'),
    );
  for (const band of BAND_IDS) {
    if (band === 'B10' && search.level === 'L2A') continue;
    if (!expected.some((item) => item.layer === band)) {
      expected.push({ name: `${band} at ${NATIVE_METRES[band]} m`, layer: band, metres: NATIVE_METRES[band] });
    }
  }
  const groups = new Map<GridMetres | null, typeof expected>();
  for (const item of expected) {
    const metres = item.metres ?? NATIVE_METRES[item.layer];
    const found = files[item.layer] ?? [];
    const isTold = candidates.some(
      (candidate) => candidate.layer === item.layer && (candidate.metres ?? NATIVE_METRES[item.layer]) === metres,
    );
    if (isTold || found.some((file) => file.pixelMetres === metres)) continue;
    const instead = found[0]?.pixelMetres ?? null;
    groups.set(instead, [...(groups.get(instead) ?? []), item]);
  }
  return [...groups].map(([instead, items]) => {
    const bands = [...new Set(items.map((item) => item.layer))].join(', ');
    const one = items.length === 1;
    return {
      code: 'band-missing',
      message: `${one ? 'A band file is' : `${items.length} band files are`} not there (${items
        .map((item) => item.name)
        .join(', ')}): ${bands} ${instead === null ? 'cannot be read' : `will be read at ${instead} m`}.`,
    };
  });
}
