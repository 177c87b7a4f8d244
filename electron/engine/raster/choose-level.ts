import type { RasterFile } from '../product/types.ts';
import type { BandSource } from './band.ts';
import type { RasterContext } from './context.ts';

/** A file of a band with the halvings it has; `metres` are those of a pixel at full resolution. */
export interface FileLevels {
  readonly file: RasterFile;
  readonly metres: number;
  readonly levels: number;
}

/** A file of a band, and how far it is halved, for a picture of a given scale. */
export interface LevelChoice {
  readonly file: RasterFile;
  readonly reduce: number;
  /** Distance of the samples in metres. */
  readonly metres: number;
}

/** A picture's pixel may be this much smaller than the samples that it is made from, where it could have finer ones. */
const BLUR_TOLERANCE = 1.3;

/**
 * Chooses the file and halving of a band for a picture whose pixels have `viewMetres` on the ground: the coarsest
 * samples that are not coarser than the picture (by more than a little), the finest there are where all are coarser. Of
 * files that are halved for it the coarsest serves, though its samples be up to twice as fine as need be: it has fewer
 * bytes and tiles.
 */
export function chooseLevel(files: readonly FileLevels[], viewMetres: number): LevelChoice | null {
  const choices = files.flatMap(({ file, metres, levels }) =>
    Array.from({ length: levels + 1 }, (_, reduce) => ({
      file,
      reduce,
      fileMetres: metres,
      metres: metres * 2 ** reduce,
    })),
  );
  const fine = choices.filter((choice) => choice.metres <= viewMetres * BLUR_TOLERANCE);
  const coarsest = fine.sort((a, b) => b.metres - a.metres || a.reduce - b.reduce)[0];
  if (!coarsest) return choices.sort((a, b) => a.metres - b.metres || a.reduce - b.reduce)[0] ?? null;
  if (coarsest.reduce === 0) return coarsest;
  const halved = fine.filter(({ reduce }) => reduce > 0);
  return halved.sort((a, b) => b.fileMetres - a.fileMetres || b.metres - a.metres)[0] ?? coarsest;
}

/** Whether a file is what {@link chooseLevel} chooses, however fine the others are that there may be. */
const isHalved = ({ metres, levels }: FileLevels, viewMetres: number): boolean =>
  levels > 0 && 2 * metres <= viewMetres * BLUR_TOLERANCE;

/**
 * Opens of a band's files those that {@link chooseLevel} needs to know: the coarsest alone where it serves.
 *
 * @param metresOf size of a file's pixels
 * @param viewMetresBy scale of the picture, by the first file that can be opened
 * @param onFailure called for each file that cannot be opened, which is left out
 * @returns null where none can be
 */
export async function chooseFile(
  files: readonly RasterFile[],
  context: RasterContext,
  {
    metresOf,
    viewMetresBy,
    onFailure,
  }: {
    readonly metresOf: (file: RasterFile) => number;
    readonly viewMetresBy: (file: RasterFile) => number;
    readonly onFailure: (error: unknown) => void;
  },
): Promise<(LevelChoice & { readonly source: BandSource }) | null> {
  const open = async (file: RasterFile) => {
    try {
      const source = await context.open(file);
      return { file, source, metres: metresOf(file), levels: source.levels };
    } catch (error) {
      onFailure(error);
      return null;
    }
  };
  const [coarsest, ...finer] = [...files].sort((a, b) => metresOf(b) - metresOf(a));
  const first = coarsest && (await open(coarsest));
  const others = first && isHalved(first, viewMetresBy(first.file)) ? [] : await Promise.all(finer.map(open));
  const readable = [first, ...others].filter((one) => one !== null && one !== undefined);
  const choice = readable[0] && chooseLevel(readable, viewMetresBy(readable[0].file));
  return choice ? { ...choice, source: readable.find(({ file }) => file === choice.file)!.source } : null;
}
