import { ProductError } from '../core/errors.ts';
import { allBands, findOffsets, plain } from './radiometry-offsets.ts';
import type { Radiometry, RadiometryEvidence } from './radiometry-types.ts';
import type { OpenProductOptions } from './types.ts';

const QUANTIFICATION = 10_000;
const LARGEST_OFFSET = 10;

/** @throws ProductError when scale or offset are not of reflectance = value * scale + offset */
function checkGiven({ scale, offset }: { readonly scale?: number; readonly offset?: number }, name: string): void {
  if (scale !== undefined && !(scale > 0 && Number.isFinite(scale))) {
    throw new ProductError(`A scale of ${scale} is not possible (${name}).`, {
      file: name,
      remedy: 'Give a positive one: reflectance = value * scale + offset, for ESA --scale 0.0001.',
    });
  }
  if (offset !== undefined && !(Math.abs(offset) <= LARGEST_OFFSET)) {
    throw new ProductError(`An offset of ${offset} would make every reflectance impossible (${name}).`, {
      file: name,
      remedy: `Give it in units of reflectance, not in DN: --offset ${Number((offset / QUANTIFICATION).toPrecision(6))}.`,
    });
  }
}

/**
 * Decides scale and offsets: what the user gives, else the metadata and the files. An offset that a metadata file lists
 * for band files which somebody converted is held against their pixels: catalogues take it off and go on listing it.
 *
 * @throws ProductError when nothing tells, or what is given or written is unusable
 */
export async function decideRadiometry(
  evidence: RadiometryEvidence,
  given: NonNullable<OpenProductOptions['stack']>,
): Promise<Radiometry> {
  const { level, name, file, metadata, item, tags } = evidence;
  checkGiven(given, name);
  checkGiven(
    { ...(tags.scale === null ? {} : { scale: tags.scale }), ...(tags.offset === null ? {} : { offset: tags.offset }) },
    name,
  );
  const isGiven = given.scale !== undefined || given.offset !== undefined;
  const written = metadata?.quantification ?? null;
  const scale = given.scale ?? tags.scale ?? (evidence.isHls || metadata === null ? (item?.scale ?? null) : null);
  const quantification = scale !== null ? 1 / scale : (written ?? QUANTIFICATION);
  if (metadata && written === null && scale === null) {
    throw new ProductError(metadata.quantificationProblem ?? `${file} has no quantification.`, {
      file: file ?? name,
      remedy: 'Download the product again, or say it: --scale 0.0001 for reflectance times 10000.',
    });
  }
  if (given.offset !== undefined) {
    const listed = metadata?.offsets.kind === 'listed' ? [...new Set(Object.values(metadata.offsets.offsets))] : [];
    const offset = given.offset * quantification;
    const differs = listed.length > 0 && listed.some((value) => Math.abs(value - offset) > 0.5);
    return {
      quantification,
      offsets: allBands(level, offset),
      source: 'given',
      note: `Reflectance = value * ${plain(1 / quantification)} + ${plain(given.offset)} is used, as given${
        differs ? `; ${file} lists an offset of ${listed.join(', ')} DN` : ''
      }.`,
    };
  }
  const found = await findOffsets(evidence, quantification);
  if (!isGiven) return { quantification, ...found };
  return {
    quantification,
    ...found,
    note: [`A scale of ${plain(1 / quantification)} is used, as given.`, found.note].filter(Boolean).join(' '),
  };
}
