import {
  BAND_IDS,
  type BandId,
  bandsOfLevel,
  type GridMetres,
  isBandId,
  type Level,
  NATIVE_METRES,
} from '../core/bands.ts';
import { baseName, type FileEntry } from './files.ts';
import { type Layer, layerOf } from './layers.ts';
import type { ProductWarning, RasterFile } from './types.ts';

/** Usable files by what they hold, finest first. */
export type LayerFiles = Readonly<Partial<Record<Layer, readonly RasterFile[]>>>;

/** A file whose name fits. */
export interface Candidate {
  readonly entry: FileEntry;
  readonly layer: Layer;
  readonly metres: GridMetres | null;
  /** 0 where the metadata lists the path, 1 the name, 2 in the granule's folder, 3 elsewhere. */
  readonly rank: number;
}

/** A file that cannot be used. */
export interface Rejected {
  readonly candidate: Candidate;
  /** Words that continue "FILE ...". */
  readonly problem: string;
}

/** A file whose name tells another pixel size than its pixels. */
export interface Misnamed {
  readonly name: string;
  readonly told: GridMetres;
  readonly true: GridMetres;
}

/** A file that holds the same as another, by their names. */
export interface Doubled {
  readonly layer: Layer;
  readonly path: string;
  readonly twin: string;
}

/** One warning for all files that are passed over since others seem to hold the same. */
export function doubledWarnings(doubled: readonly Doubled[]): ProductWarning[] {
  const [first] = doubled;
  if (!first) return [];
  const what = doubled.length === 1 ? 'A file is' : `${doubled.length} files are`;
  return [
    {
      code: 'metadata',
      message: `${what} passed over (${distinct(doubled.map(({ path }) => baseName(path)))}), since other files are named as the same bands and sizes: ${first.layer} is read from ${baseName(first.twin)}.`,
    },
  ];
}

/** One warning per pair of pixel sizes, told by the name and by the size in pixels. */
export function misnamedWarnings(misnamed: readonly Misnamed[]): ProductWarning[] {
  return groupBy(misnamed, (item) => `${item.told} ${item.true}`).map((items): ProductWarning => {
    const [first] = items;
    const names =
      items.length === 1
        ? `${first.name} is`
        : `${items.length} files (${distinct(items.map((item) => baseName(item.name)))}) are`;
    return {
      code: 'metadata',
      message: `${names} named ${first.told} m with the pixels of the ${first.true} m grid, and read as such.`,
      ...(items.length === 1 ? { file: first.name } : {}),
    };
  });
}

const placeOf = (layer: string): number => (BAND_IDS as readonly string[]).indexOf(layer);
const inBandOrder = (layers: readonly string[]) => layers.toSorted((a, b) => placeOf(a) - placeOf(b));

function distinct(names: readonly string[]): string {
  return [...new Set(names)].join(', ');
}

/** One warning per kind of problem and of what is read instead, naming the files. */
export function rejectedWarnings(rejected: readonly Rejected[], files: LayerFiles): ProductWarning[] {
  const outcomeOf = ({ candidate: { layer, metres } }: Rejected) => {
    const left = files[layer] ?? [];
    if (left.some((file) => file.pixelMetres === metres)) return 'read from another file';
    return left[0] ? `read at ${left[0].pixelMetres} m` : 'missing';
  };
  const kinds = groupBy(rejected, (item) => [isBandId(item.candidate.layer), item.problem, outcomeOf(item)].join());
  return kinds.map((items): ProductWarning => {
    const [first] = items;
    const layers = distinct(inBandOrder(items.map(({ candidate }) => candidate.layer)));
    const isOne = items.length === 1;
    const names = isOne ? first.candidate.entry.path : `Each of ${items.length} files`;
    return {
      code: isBandId(first.candidate.layer) ? 'band-unreadable' : 'other',
      message: `${names} ${first.problem}: ${layers} ${layers.includes(',') ? 'are' : 'is'} ${outcomeOf(first)}.`,
      ...(isOne ? { file: first.candidate.entry.path } : { files: items.map(({ candidate }) => candidate.entry.path) }),
    };
  });
}

/** One warning per pixel size that is read instead, for the files that the metadata lists and nobody finds. */
export function missingWarnings(
  level: Level,
  listed: readonly string[],
  candidates: readonly Candidate[],
  files: LayerFiles,
): ProductWarning[] {
  const bands = bandsOfLevel(level);
  const expected = listed
    .map((path) => ({ name: baseName(path), ...layerOf(`${path}.jp2`) }))
    .filter((item): item is { name: string; layer: BandId; metres: GridMetres | null } =>
      bands.some((band) => band === item.layer),
    );
  for (const band of bands) {
    if (!expected.some((item) => item.layer === band)) {
      expected.push({ name: `${band} at ${NATIVE_METRES[band]} m`, layer: band, metres: NATIVE_METRES[band] });
    }
  }
  // Without metadata nothing is promised but the bands themselves.
  const isPromised = listed.length > 0 || candidates.some(({ rank }) => rank < 3);
  const missing = expected.filter(({ layer, metres }) => {
    if (!isPromised && files[layer]?.length) return false;
    const size = metres ?? NATIVE_METRES[layer];
    const isThere = candidates.some(
      (candidate) => candidate.layer === layer && (candidate.metres ?? NATIVE_METRES[layer]) === size,
    );
    return !isThere && !files[layer]?.some((file) => file.pixelMetres === size);
  });
  const insteadOf = ({ layer }: { readonly layer: BandId }) => files[layer]?.[0]?.pixelMetres;
  return groupBy(missing, (item) => String(insteadOf(item))).map((items) => {
    const bands = BAND_IDS.filter((band) => items.some(({ layer }) => layer === band));
    const are = bands.length === 1 ? 'is' : 'are';
    const instead = insteadOf(items[0]);
    const names = [...new Set(items.map(({ name }) => name))];
    if (instead === undefined) {
      return { code: 'band-missing', message: `${AND.format(bands)} ${are} missing.`, files: names };
    }
    const sizes = [...new Set(items.map(({ layer, metres }) => metres ?? NATIVE_METRES[layer]))].sort((a, b) => a - b);
    const isAny = BAND_IDS.some((band) => files[band]?.some((file) => sizes.some((size) => size === file.pixelMetres)));
    const lacking = `No ${OR.format(sizes.map(String))} m ${isAny ? `file of ${AND.format(bands)}` : 'bands'}`;
    const those = bands.length === 1 ? 'it is' : 'they are';
    const read = isAny ? those : `${AND.format(bands)} ${are}`;
    return { code: 'band-missing', message: `${lacking}: ${read} read at ${instead} m.`, files: names };
  });
}

/** `B02, B03 and B04`. */
const AND = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

type NonEmpty<T> = readonly [T, ...T[]];

/** Items with the same key together, in the order in which the keys come. */
function groupBy<T>(items: readonly T[], key: (item: T) => string): NonEmpty<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}
