import type { BandId, GridMetres } from '../core/bands.ts';
import { sampleBytes } from './content-key.ts';
import { baseName, type FileEntry, mapFiles } from './files.ts';
import type { ProductWarning } from './types.ts';

interface BandEntry {
  readonly layer: BandId;
  readonly metres: GridMetres;
  readonly entry: FileEntry;
}

/** Smaller files hold next to nothing, and are alike where their bands are empty. */
const FEWEST_BYTES = 4096;

/** One warning per group of band files that are alike, byte for byte so far as looked at: one band under several names. */
export async function sameContent(files: readonly BandEntry[]): Promise<ProductWarning[]> {
  const sized = files.filter(({ entry }) => entry.size >= FEWEST_BYTES && entry.randomAccess);
  const alike = sized.filter((file) => sized.some((other) => isOtherBand(file, other)));
  const samples = await mapFiles(alike, async ({ entry }) => {
    const source = await entry.open().catch(() => null);
    if (source === null) return entry.path;
    try {
      return Buffer.from(await sampleBytes(source)).toString('latin1');
    } catch {
      return entry.path;
    } finally {
      await source.close();
    }
  });
  const groups = new Map<string, BandEntry[]>();
  alike.forEach((file, k) => {
    const key = `${file.entry.size} ${samples[k]}`;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  });
  return [...groups.values()]
    .filter((group) => new Set(group.map(({ layer }) => layer)).size > 1)
    .map((group): ProductWarning => {
      const names = group.map(({ entry }) => baseName(entry.path)).join(' and ');
      return {
        code: 'band-unreadable',
        message: `${names} are the same file under several names: not every band of ${[...new Set(group.map(({ layer }) => layer))].join(', ')} is what it is called. Download them again.`,
      };
    });
}

function isOtherBand(file: BandEntry, other: BandEntry): boolean {
  return file.layer !== other.layer && file.entry.size === other.entry.size;
}
