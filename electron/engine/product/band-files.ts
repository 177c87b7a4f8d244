import { type BandId, GRID_METRES, type GridMetres, isBandId, type Level, NATIVE_METRES } from '../core/bands.ts';
import type { Grid } from '../core/grid.ts';
import { placementOf } from './band-grids.ts';
import {
  type Candidate,
  type Doubled,
  doubledWarnings,
  type LayerFiles,
  type Misnamed,
  misnamedWarnings,
  missingWarnings,
  type Rejected,
  rejectedWarnings,
} from './band-warnings.ts';
import { datatakeOf, placeProblem } from './belonging.ts';
import type { Checksum } from './checksums.ts';
import { baseName, type FileEntry, isUnder, mapFiles } from './files.ts';
import { tileOf } from './granule-metadata.ts';
import { commonLayerOf, type Layer, layerOf, RASTER_ENDING } from './layers.ts';
import { sameContent } from './same-content.ts';
import { sniffRaster, type TiffTraits } from './sniff.ts';
import type { ProductWarning, RasterFile } from './types.ts';
import { zeroTailWarnings } from './zero-tail.ts';

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
  /** Beginning of the product's datatake by its name (`20240506T101031`); absent where that does not tell. */
  readonly datatake?: string | null;
  readonly grids: Readonly<Partial<Record<GridMetres, Grid>>>;
  /** Whether files that the metadata does not list count too; not so where two products share a folder. */
  readonly byPattern: boolean;
  /** What a file's bytes add up to by the product's own list of files, or by its zip. */
  readonly checksumOf: (entry: FileEntry) => Promise<Checksum | null>;
  /** Whether names of colours count, too: `red.tif`. */
  readonly byColour?: boolean;
}

/** A band file that is a GeoTIFF: ESA's are JPEG 2000. */
export interface ConvertedBand {
  readonly entry: FileEntry;
  readonly layer: BandId;
  readonly traits: TiffTraits;
}

export interface FoundFiles {
  readonly files: LayerFiles;
  readonly converted: readonly ConvertedBand[];
  readonly warnings: readonly ProductWarning[];
}

/** Pixel sizes of the standard tile, for products without granule metadata. */
const STANDARD_SIDES: Readonly<Record<GridMetres, number>> = { 10: 10980, 20: 5490, 60: 1830 };

/** Files whose names fit, and those among them that are of another tile or date by their names. */
function candidatesOf(search: BandSearch): { readonly candidates: Candidate[]; readonly foreign: readonly Rejected[] } {
  const stem = (path: string) => path.replace(RASTER_ENDING, '').toLowerCase();
  const paths = new Set(search.listed.map((path) => stem(search.root === '' ? path : `${search.root}/${path}`)));
  const names = new Set(search.listed.map((path) => stem(baseName(path))));
  const found: Candidate[] = [];
  const foreign: Rejected[] = [];
  const datatakes = new Set([...names].map((name) => datatakeOf(name.toUpperCase())).filter((told) => told !== null));
  if (search.datatake) datatakes.add(search.datatake);
  for (const entry of search.entries) {
    const colour = search.byColour ? commonLayerOf(entry.path) : null;
    const named = layerOf(entry.path) ?? (colour === null ? null : { layer: colour, metres: null });
    if (named === null || (named.layer === 'B10' && search.level === 'L2A')) continue;
    if (search.otherGranuleFolders.some((folder) => folder !== '' && isUnder(entry.path, folder))) continue;
    const isListed = paths.has(stem(entry.path)) ? 0 : names.has(stem(baseName(entry.path))) ? 1 : null;
    const tile = tileOf(baseName(entry.path));
    const rejectForeign = (problem: string) => foreign.push({ candidate: { entry, ...named, rank: 3 }, problem });
    if (isListed === null && tile !== null && search.tile !== null && tile !== search.tile) {
      rejectForeign(`is of tile T${tile} by its name, the product of T${search.tile}`);
      continue;
    }
    const datatake = datatakeOf(baseName(entry.path));
    if (isListed === null && datatake !== null && datatakes.size > 0 && !datatakes.has(datatake)) {
      rejectForeign(`is of ${datatake} by its name, the product of ${[...datatakes].join(', ')}`);
      continue;
    }
    const isInside = search.granuleFolder !== null && isUnder(entry.path, search.granuleFolder);
    if (isListed === null && !search.byPattern && !(isInside && search.granuleFolder !== search.root)) continue;
    found.push({ entry, ...named, rank: isListed ?? (isInside ? 2 : 3) });
  }
  // Of two that may be meant, the one whose name tells its pixel size: so are the names of Level-2A.
  const unsure = ({ rank, metres }: Candidate) => rank + (metres === null ? 0.5 : 0);
  return { candidates: found.sort((a, b) => unsure(a) - unsure(b)), foreign };
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

/** Why the values of a band in a GeoTIFF cannot be read as DN, in words that continue "FILE ..."; null where they can. */
function valueProblem({ values }: TiffTraits): string | null {
  if (values.kind === 'float') {
    return 'holds floating-point values, which are read only in a stack of all bands (gdal_merge.py -separate, then --scale)';
  }
  return values.bits < 12 ? `holds ${values.bits}-bit values, which are a picture and no reflectances` : null;
}

/** Signed values and no-data values of their own are made DN when they are read. */
function toDnOf({ values, noData }: TiffTraits): Pick<RasterFile, 'toDn'> {
  const isPlain = values.kind === 'unsigned' && values.bits <= 16 && (noData === null || noData === 0);
  return isPlain ? {} : { toDn: { scale: 1, offset: 0, noData } };
}

/**
 * Finds the raster files of a granule: first those that the metadata lists, by path and then by name, then any whose
 * name fits, wherever it lies. Files that are empty, cut off, of a foreign format or of a foreign size are left out,
 * each with a warning that tells what is read instead.
 */
export async function findBandFiles(search: BandSearch): Promise<FoundFiles> {
  const { candidates, foreign } = candidatesOf(search);
  const sniffed = await mapFiles(candidates, ({ entry }) => sniffRaster(entry));
  const places = await mapFiles(
    candidates.map(({ entry }, k) => ({ entry, sniffed: sniffed[k]! })),
    (file) => placementOf(file.entry, file.sniffed).catch(() => null),
  );
  const files: Partial<Record<Layer, RasterFile[]>> = {};
  const rejected: Rejected[] = [];
  const misnamed: Misnamed[] = [];
  const converted: ConvertedBand[] = [];
  const doubled: Doubled[] = [];

  candidates.forEach((candidate, k) => {
    const result = sniffed[k]!;
    if (result.format === null) {
      rejected.push({ candidate, problem: result.problem });
      return;
    }
    const size = metresOf(candidate, result.width, result.height, search.grids);
    const unreadable = result.format === 'geotiff' && isBandId(candidate.layer) ? valueProblem(result.tiff) : null;
    if (unreadable !== null) {
      rejected.push({ candidate, problem: unreadable });
      return;
    }
    if ('problem' in size) {
      rejected.push({ candidate, problem: size.problem });
      return;
    }
    const { entry, layer } = candidate;
    const elsewhere = isBandId(layer) ? placeProblem(places[k] ?? null, search.grids[size.metres]) : null;
    if (elsewhere !== null) {
      rejected.push({ candidate, problem: elsewhere });
      return;
    }
    files[layer] ??= [];
    const twin = files[layer].find((file) => file.pixelMetres === size.metres);
    if (twin) {
      if (search.listed.length === 0) doubled.push({ layer, path: entry.path, twin: twin.path });
      return;
    }
    if (candidate.metres !== null && candidate.metres !== size.metres && layer !== 'PVI') {
      misnamed.push({ name: entry.path, told: candidate.metres, true: size.metres });
    }
    files[layer].push({
      name: baseName(entry.path),
      path: entry.path,
      pixelMetres: size.metres,
      format: result.format,
      index: 0,
      ...(result.format === 'geotiff' && isBandId(layer) ? toDnOf(result.tiff) : {}),
      checksum: () => search.checksumOf(entry),
      open: () => entry.open(),
    });
    if (result.format === 'geotiff' && isBandId(layer)) converted.push({ entry, layer, traits: result.tiff });
  });
  for (const list of Object.values(files)) list.sort((a, b) => a.pixelMetres - b.pixelMetres);
  const isWanted = ({ candidate: { layer, metres } }: Rejected) =>
    isBandId(layer) && !files[layer]?.some((file) => metres === null || file.pixelMetres === metres);
  rejected.push(...foreign.filter(isWanted));
  const read = new Map(candidates.map(({ entry }) => [entry.path, entry]));
  const bands = Object.entries(files).flatMap(([layer, list]) =>
    isBandId(layer) ? list.map((file) => ({ layer, metres: file.pixelMetres, entry: read.get(file.path)! })) : [],
  );

  return {
    files,
    converted,
    warnings: [
      ...missingWarnings(search.level, search.listed, candidates, files),
      ...rejectedWarnings(rejected, files),
      ...misnamedWarnings(misnamed),
      ...doubledWarnings(doubled),
      ...(await sameContent(bands)),
      ...(await zeroTailWarnings(converted.map(({ entry }) => entry))),
    ],
  };
}
