import { basename, dirname } from 'node:path';
import { type BandId, isBandId, type Level } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import { baseName, type FileEntry } from './files.ts';
import { tileOf } from './granule-metadata.ts';
import { commonLayerOf, isOfAnother, layerOf } from './layers.ts';
import { timeInName } from './time-in-name.ts';

/** What the names of band files without metadata tell. */
export interface LooseScene {
  /** Name of the scene: what its files' names share. */
  readonly name: string;
  readonly tile: string | null;
  /** Beginning of the datatake, or the day; ISO 8601, UTC. */
  readonly time: string | null;
  readonly isDayOnly: boolean;
  readonly platform: string | null;
  readonly isHls: boolean;
  readonly entries: readonly FileEntry[];
}

interface NameParts {
  readonly tile: string | null;
  readonly time: string | null;
  readonly isDayOnly: boolean;
  readonly platform: string | null;
  readonly isHls: boolean;
}

/** Parts of a name of ESA (`T33UXQ_20240506T101031_B02`), NASA (`HLS.S30.T33UXQ.2024127T101031.v2.0.B02`) or Earth Search. */
function partsOf(name: string): NameParts {
  const letter = /(?:^|_)S2([A-D])(?:_|\.)/.exec(name)?.[1];
  const platform = letter === undefined ? null : `Sentinel-2${letter}`;
  if (isOfAnother(name)) {
    throw new ProductError(`${name} is of Landsat.`, {
      file: name,
      remedy: 'Choose a product of Sentinel-2; of HLS, S30.',
    });
  }
  const hls = /HLS\.S30\.T(\d{2}[C-X][A-Z]{2})\.(\d{4})(\d{3})T(\d{2})(\d{2})(\d{2})\./.exec(name);
  if (hls) {
    const [, tile, year, day, ...clock] = hls;
    const date = new Date(Date.UTC(Number(year), 0, Number(day))).toISOString().slice(0, 10);
    return { tile: tile!, time: `${date}T${clock.join(':')}Z`, isDayOnly: false, platform, isHls: true };
  }
  const tile = tileOf(name) ?? /(?:^|_)(\d{2}[C-HJ-NP-X][A-HJ-NP-Z]{2})_\d{8}_/.exec(name)?.[1] ?? null;
  return { tile, time: null, isDayOnly: false, ...timeInName(name), platform, isHls: false };
}

/** Names of the folder that was chosen and of the two above it: they may be of a product. */
function folderNames(path: string): string[] {
  return [path, dirname(path), dirname(dirname(path))].map((folder) => basename(folder));
}

/**
 * Groups band files without metadata by the scene that their names tell. What a file's name does not tell is taken from
 * the names of the folders above it.
 *
 * @param path of the folder or zip on disk
 */
export function looseScenes(entries: readonly FileEntry[], path: string): LooseScene[] {
  const bands = entries.filter((entry) => (layerOf(entry.path)?.layer ?? commonLayerOf(entry.path)) !== null);
  const outer = folderNames(path);
  const groups = new Map<string, { parts: NameParts; entries: FileEntry[] }>();
  for (const entry of bands) {
    const names = [baseName(entry.path), ...entry.path.split('/').slice(0, -1).reverse(), ...outer];
    const told = names.map(partsOf);
    const time =
      told.find((parts) => parts.time !== null && !parts.isDayOnly) ?? told.find((parts) => parts.time !== null);
    const parts: NameParts = {
      tile: told.find(({ tile }) => tile !== null)?.tile ?? null,
      time: time?.time ?? null,
      isDayOnly: time?.isDayOnly ?? false,
      platform: told.find(({ platform }) => platform !== null)?.platform ?? null,
      isHls: told[0]!.isHls,
    };
    const key = `${parts.tile} ${parts.time}`;
    const group = groups.get(key) ?? { parts, entries: [] };
    group.entries.push(entry);
    groups.set(key, group);
  }
  // Files whose names tell nothing belong to the one scene whose names do.
  const unnamed = groups.get('null null');
  if (unnamed && groups.size === 2) {
    groups.delete('null null');
    [...groups.values()][0]!.entries.push(...unnamed.entries);
  }
  return [...groups.values()].map(({ parts, entries: files }): LooseScene => {
    const stamp = parts.time?.slice(0, parts.isDayOnly ? 10 : 19).replace(/[-:]/g, '');
    const name = [parts.tile === null ? null : `T${parts.tile}`, stamp].filter(Boolean).join('_') || outer[0]!;
    return { ...parts, name, entries: files };
  });
}

/**
 * The level of band files without metadata: from what a STAC item or the granule's metadata says, from names of ESA (which end in the pixel size for
 * Level-2A alone), from a band or layer that only one level has.
 *
 * @throws ProductError where nothing tells
 */
export function looseLevel(scene: LooseScene, path: string, told: Level | null, given: Level | undefined): Level {
  if (given !== undefined) return given;
  if (told !== null) return told;
  if (scene.isHls) return 'L2A';
  const names = scene.entries.map((entry) => entry.path);
  for (const name of [...names, ...folderNames(path)]) {
    const named = /(?<![A-Z0-9])(?:MSI)?(L1C|L2A)(?![A-Z0-9])/i.exec(name)?.[1];
    if (named) return named.toUpperCase() as Level;
  }
  const layers = names.map((name) => layerOf(name)?.layer ?? commonLayerOf(name));
  const isSized = names.some((name) => /_B(\d\d|8A)_(10|20|60)m\.|(^|\/)R(10|20|60)m\//i.test(name));
  if (isSized || layers.some((layer) => layer === 'SCL' || layer === 'CLDPRB')) return 'L2A';
  if (layers.includes('B10')) return 'L1C';
  throw new ProductError(`Nothing in ${path} tells whether its band files are of Level-1C or Level-2A.`, {
    file: path,
    remedy: 'Say which: --level L1C or --level L2A.',
  });
}

/** Whether entries hold at least one band file of Sentinel-2 by their names. */
export function holdsBands(entries: readonly FileEntry[]): boolean {
  return entries.some((entry) => {
    const layer: BandId | string | null = layerOf(entry.path)?.layer ?? commonLayerOf(entry.path);
    return layer !== null && isBandId(layer);
  });
}
