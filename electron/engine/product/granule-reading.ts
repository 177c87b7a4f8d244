import { ProductError } from '../core/errors.ts';
import { datatakeOf } from './belonging.ts';
import type { FileEntry } from './files.ts';
import { type GranuleMetadata, readGranuleMetadata, tileOf } from './granule-metadata.ts';
import { readXml } from './xml.ts';

/** A granule's metadata, or why it cannot be used. */
export async function readGranule(entry: FileEntry): Promise<{
  readonly granule: GranuleMetadata | null;
  readonly bytes: Uint8Array | null;
  readonly problem: ProductError | null;
}> {
  try {
    const { node, bytes } = await readXml(entry);
    return { granule: readGranuleMetadata(node, entry.path), bytes, problem: null };
  } catch (error) {
    if (!(error instanceof ProductError)) throw error;
    return { granule: null, bytes: null, problem: error };
  }
}

/** A tile's own sensing time lies within minutes of the datatake that the product is named after. */
const LONGEST_DATATAKE_MS = 12 * 3_600_000;

/** Why a granule's metadata cannot be the product's: it is of another tile or date than the name says; null where it fits. */
export function strayProblem(
  granule: GranuleMetadata,
  name: string,
  granules: number,
  path: string,
): ProductError | null {
  const tile = granules === 1 ? tileOf(name) : null;
  const datatake = datatakeOf(name)?.replace(/^(....)(..)(..)T(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z');
  const apart = Math.abs(Date.parse(granule.sensingTime ?? '') - Date.parse(datatake ?? ''));
  const differs =
    tile !== null && granule.tile !== null && granule.tile !== tile
      ? [`tile T${granule.tile}`, `T${tile}`]
      : apart > LONGEST_DATATAKE_MS
        ? [`${granule.sensingTime}`, `${datatake}`]
        : null;
  return differs
    ? new ProductError(`${path} is of ${differs[0]}, the product of ${differs[1]}: it is not used.`, {
        file: path,
        remedy: 'Put the metadata of this product there, or download it again.',
      })
    : null;
}
