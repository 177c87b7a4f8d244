import { type BandId, bandsOfLevel, type Level } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import type { ListedOffsets } from './product-metadata.ts';
import type { Radiometry, RadiometryEvidence } from './radiometry-types.ts';

type Offsets = Omit<Radiometry, 'quantification'>;

/** What processors write that are not ESA's own: Sen2Cor on a user's machine. */
const SELF_MADE = '99.99';
/** ESA's offset from baseline 04.00 on, reflectance. */
const ESA_OFFSET = -0.1;
/** The same in the units of the options. */
const ESA_OFFSET_TEXT =
  '--offset -0.1 for the values of ESA from baseline 04.00 (25 January 2022) on, --offset 0 for older ones and where the offset was taken off already';
/** More pixels with reflectances below -0.01 in red or short-wave infrared than this are no shadows and no noise. */
const IMPOSSIBLE_SHARE = 0.02;

/**
 * The offsets of a product's bands in DN: as the band files themselves name them, else as a STAC item or the metadata
 * declares them, held against the pixels of files that somebody converted; else the only ones that the pixels allow.
 *
 * @throws ProductError when nothing tells, or what is written is unusable
 */
export async function findOffsets(evidence: RadiometryEvidence, quantification: number): Promise<Offsets> {
  const { level, item } = evidence;
  const tagged = taggedOffsets(evidence, quantification);
  if (tagged) return tagged;
  if (item?.offsetApplied === true) return alike(level, 0, `${item.path}: the offset was taken off already`);
  const declared = declaredOffsets(evidence, quantification);
  return declared === null
    ? onlyPossibleOffsets(evidence, quantification)
    : heldAgainstPixels(declared, evidence, quantification);
}

/** One offset for every band that a level has. */
export function allBands(level: Level, offset: number): Partial<Record<BandId, number>> {
  return Object.fromEntries(bandsOfLevel(level).map((band) => [band, offset]));
}

function alike(level: Level, offset: number, source: string, note: string | null = null): Offsets {
  return { offsets: allBands(level, offset), source, note };
}

/** What the tags of the band files name; null where they name none. @throws ProductError where they contradict each other */
function taggedOffsets({ level, tags, name }: RadiometryEvidence, quantification: number): Offsets | null {
  if (tags.byBand) {
    const own = Object.entries(tags.byBand).map(([band, offset]) => [band, offset * quantification]);
    return {
      offsets: { ...allBands(level, 0), ...Object.fromEntries(own) },
      source: 'OFFSET of each band file',
      note: 'The offsets that the band files name differ: each is read with its own.',
    };
  }
  if (tags.conflict) {
    throw new ProductError(`The band files of ${name} name different ${tags.conflict}.`, {
      file: name,
      remedy: 'Write them all alike, or say what holds for all of them: --scale 0.0001 --offset 0.',
    });
  }
  return tags.offset === null ? null : alike(level, tags.offset * quantification, 'OFFSET of the band files');
}

/** What the metadata lists, else what the specification of a kind of product or its STAC item says; null where nothing does. */
function declaredOffsets(evidence: RadiometryEvidence, quantification: number): Offsets | null {
  const { level, baseline, metadata, item, isHls } = evidence;
  if (metadata) return listedOffsets(metadata.offsets, evidence);
  const isNew = item?.hasEsaValues === true && Number(baseline ?? 0) >= 4;
  if (isNew && item.offset === null)
    return alike(level, ESA_OFFSET * quantification, `${item.path}: baseline ${baseline}`);
  if (isHls) return alike(level, 0, 'HLS: reflectance = value * 0.0001');
  if (baseline !== null && Number(baseline) < 4)
    return alike(
      level,
      0,
      `baseline ${baseline} has none`,
      `The offset is 0, as in every product of baseline ${baseline}.`,
    );
  return item?.offset == null ? null : alike(level, item.offset * quantification, item.path);
}

/** @throws ProductError when a list that has to be there is missing, incomplete or unreadable */
function listedOffsets(offsets: ListedOffsets, { level, baseline, file, name }: RadiometryEvidence): Offsets {
  const refuse = (problem: string): never => {
    throw new ProductError(`The radiometric offsets in ${file} cannot be used: ${problem}.`, {
      file: file ?? name,
      remedy: `Download the product again, or say the offset: ${ESA_OFFSET_TEXT}.`,
    });
  };
  if (offsets.kind === 'listed') return { offsets: offsets.offsets, source: `listed in ${file}`, note: null };
  if (offsets.kind === 'unusable') return refuse(offsets.problem);
  if (baseline === SELF_MADE) {
    return {
      offsets: allBands(level, 0),
      source: 'none is listed: Sen2Cor before 2.10',
      note: `${file} is of a Sen2Cor on a user's machine (baseline ${SELF_MADE}) and lists no radiometric offsets, as versions before 2.10 did not: 0 is used. Say --offset -0.1 if the Level-1C product was of baseline 04.00 or later.`,
    };
  }
  if (baseline === null) return refuse('there is no list, and the processing baseline is unknown');
  if (Number(baseline) >= 4) return refuse(`baseline ${baseline} has to list them, and there is no list`);
  return { offsets: allBands(level, 0), source: `baseline ${baseline} has none`, note: null };
}

/** No offset, where the pixels of converted files allow no other. @throws ProductError where they do, or tell nothing */
async function onlyPossibleOffsets(
  { level, name, isConverted, impossible }: RadiometryEvidence,
  quantification: number,
): Promise<Offsets> {
  const share = isConverted ? await impossible(ESA_OFFSET * quantification, quantification) : null;
  if (share !== null && share > IMPOSSIBLE_SHARE) {
    return alike(
      level,
      0,
      'pixels: no offset of -0.1 is possible',
      `Nothing tells the offset of the band files; 0 is used, since with -0.1 ${percent(share)} of the pixels would have reflectances below 0. Say it (--offset) if that is wrong.`,
    );
  }
  throw new ProductError(`Nothing in ${name} tells the radiometric offset of its band files.`, {
    file: name,
    remedy: `Say it (reflectance = value * 0.0001 + offset): ${ESA_OFFSET_TEXT}.${isConverted ? ' For 16-bit TIFF of the Copernicus Browser or Sentinel Hub, which is reflectance * 65535, say --scale 0.0000152590 --offset 0.' : ''}`,
  });
}

/** What was declared, unless the pixels of converted files are impossible with it: catalogues take it off and go on listing it. */
async function heldAgainstPixels(
  declared: Offsets,
  { level, file, metadata, item, isConverted, impossible }: RadiometryEvidence,
  quantification: number,
): Promise<Offsets> {
  const lowest = Math.min(...Object.values(declared.offsets));
  if (!isConverted || lowest >= 0) return declared;
  const share = await impossible(lowest, quantification);
  const from = metadata ? file : item?.path;
  if (share !== null && share > IMPOSSIBLE_SHARE) {
    return alike(
      level,
      0,
      'pixels: the offset was taken off already',
      `${from} lists an offset of ${plain(lowest)} DN, but ${percent(share)} of the pixels would have reflectances below 0 with it: it was taken off already (as Earth Search does), and 0 is used. Say --offset ${plain(lowest / quantification)} if that is wrong.`,
    );
  }
  const pixels =
    share === null
      ? 'their pixels could not be looked at, so that it is not known to be right'
      : 'nothing in their pixels speaks against it';
  return {
    ...declared,
    note: `The offset of ${plain(lowest)} DN that ${from} lists is used for band files that were converted to GeoTIFF; ${pixels}. Say --offset 0 if it was taken off already (as Earth Search does).`,
  };
}

/** A number without digits that nobody wrote. */
export function plain(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
