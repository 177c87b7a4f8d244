import type { ProductWarning, RasterFile } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';
import type { Integrity } from '../raster/integrity.ts';

/** A band of 60 m has some 5 MB, which are added up in a hundredth of a second. */
const SMALL_BYTES = 16 * 2 ** 20;

/** Which of the files that are read are not as they were delivered. */
export interface Alterations {
  /** Notes that a file is read, and what is known of it; a small one is looked through meanwhile where nothing is. */
  note(file: RasterFile, integrity: Integrity | undefined): void;
  /** One warning for each. */
  warnings(): Promise<readonly ProductWarning[]>;
}

export function createAlterations(context: Pick<RasterContext, 'open'>): Alterations {
  const states = new Map<RasterFile, Integrity | Promise<Integrity>>();
  const lookThrough = async (file: RasterFile): Promise<Integrity> => {
    const source = await context.open(file);
    return source.bytes <= SMALL_BYTES ? source.integrity() : 'unknown';
  };
  return {
    note(file, integrity) {
      if (integrity !== undefined) states.set(file, integrity);
      // What cannot be read is told of by whoever needs it.
      else if (!states.has(file))
        states.set(
          file,
          lookThrough(file).catch(() => 'unknown'),
        );
    },
    async warnings() {
      const found: ProductWarning[] = [];
      for (const [file, state] of states) if ((await state) === 'altered') found.push(await alteration(file));
      return found;
    },
  };
}

async function alteration(file: RasterFile): Promise<ProductWarning> {
  const isOfZip = (await file.checksum?.())?.algorithm === 'crc32';
  return {
    code: 'altered',
    message: isOfZip
      ? `${file.name} is damaged: its checksum differs from the one in its zip. Download or copy the zip again.`
      : `${file.name} is not as it was delivered: its checksum differs from the one in manifest.safe. Download it again unless you changed it yourself.`,
    file: file.path,
  };
}
