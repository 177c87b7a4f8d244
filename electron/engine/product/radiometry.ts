import { BAND_IDS, type BandId, type Level } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import type { ListedOffsets, ProductMetadata } from './product-metadata.ts';
import type { StacItem } from './stac-item.ts';
import type { OpenProductOptions } from './types.ts';

/** How DN become reflectance: (DN + offset) / quantification, and what told so. */
export interface Radiometry {
  readonly quantification: number;
  readonly offsets: Readonly<Partial<Record<BandId, number>>>;
  /** In words, for `info`. */
  readonly source: string;
  /** What the user should know, in words; null where the metadata is plain. */
  readonly note: string | null;
}

/** What may tell the radiometry of band files. */
export interface RadiometryEvidence {
  readonly level: Level;
  readonly baseline: string | null;
  /** Name of the metadata file; null where there is none. */
  readonly file: string | null;
  /** What the user knows the product as. */
  readonly name: string;
  readonly metadata: Pick<ProductMetadata, 'quantification' | 'quantificationProblem' | 'offsets'> | null;
  readonly item: StacItem | null;
  /** SCALE and OFFSET of the band files (GDAL), where all have the same. */
  readonly tags: {
    readonly scale: number | null;
    readonly offset: number | null;
    /** Reflectance offsets where every file has one and they differ. */
    readonly byBand?: Readonly<Partial<Record<BandId, number>>> | null;
    /** How scales or offsets differ, in words; empty where they do not. */
    readonly conflict?: string;
  };
  /** NASA's HLS, whose scale is that of its product's specification. */
  readonly isHls: boolean;
  /** Whether the band files are GeoTIFFs that somebody made of ESA's. */
  readonly isConverted: boolean;
  /** Share of the pixels that an offset of `offsetDn` would make impossible: see `impossibleShare`. */
  readonly impossible: (offsetDn: number) => Promise<number | null>;
}

const QUANTIFICATION = 10_000;
/** What processors write that are not ESA's own: Sen2Cor on a user's machine. */
const SELF_MADE = '99.99';
/** ESA's offset in the units of the options. */
const ESA_OFFSET_TEXT =
  '--offset -0.1 for the values of ESA from baseline 04.00 (25 January 2022) on, --offset 0 for older ones and where the offset was taken off already';
/** More pixels with reflectances below -0.01 in red or short-wave infrared than this are no shadows and no noise. */
const IMPOSSIBLE_SHARE = 0.02;
const LARGEST_OFFSET = 10;

function allBands(level: Level, offset: number): Partial<Record<BandId, number>> {
  return Object.fromEntries(BAND_IDS.filter((band) => level === 'L1C' || band !== 'B10').map((band) => [band, offset]));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

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
  const found = await offsetsOf(evidence, quantification);
  if (!isGiven) return { quantification, ...found };
  return {
    quantification,
    ...found,
    note: [`A scale of ${plain(1 / quantification)} is used, as given.`, found.note].filter(Boolean).join(' '),
  };
}

async function offsetsOf(
  evidence: RadiometryEvidence,
  quantification: number,
): Promise<Omit<Radiometry, 'quantification'>> {
  const { level, baseline, file, metadata, item, tags, isHls, isConverted, impossible, name } = evidence;
  const same = (offset: number, source: string, note: string | null = null) => ({
    offsets: allBands(level, offset),
    source,
    note,
  });
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
  if (tags.offset !== null) return same(tags.offset * quantification, 'OFFSET of the band files');
  if (item?.offsetApplied === true) {
    return same(0, `${item.path}: the offset was taken off already`, null);
  }
  const isNew = metadata === null && item?.hasEsaValues === true && Number(baseline ?? 0) >= 4;
  const told = metadata
    ? listedOffsets(metadata.offsets, evidence)
    : isNew && item.offset === null
      ? same(-0.1 * quantification, `${item.path}: baseline ${baseline}`)
      : null;
  const itemOffset = item?.offset ?? null;
  if (told === null && isHls) return same(0, 'HLS: reflectance = value * 0.0001');
  const isOld = metadata === null && baseline !== null && Number(baseline) < 4;
  if (told === null && isOld)
    return same(0, `baseline ${baseline} has none`, `The offset is 0, as in every product of baseline ${baseline}.`);
  if (told === null && itemOffset === null) {
    const share = isConverted ? await impossible(-0.1 * quantification) : null;
    if (share !== null && share > IMPOSSIBLE_SHARE) {
      return same(
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
  const candidate = told ?? same(itemOffset! * quantification, item!.path);
  const lowest = Math.min(...Object.values(candidate.offsets));
  if (!isConverted || lowest >= 0) return candidate;
  const share = await impossible(lowest);
  const from = metadata && told ? file : item?.path;
  if (share !== null && share > IMPOSSIBLE_SHARE) {
    return same(
      0,
      'pixels: the offset was taken off already',
      `${from} lists an offset of ${plain(lowest)} DN, but ${percent(share)} of the pixels would have reflectances below 0 with it: it was taken off already (as Earth Search does), and 0 is used. Say --offset ${plain(lowest / quantification)} if that is wrong.`,
    );
  }
  return {
    ...candidate,
    note: `The offset of ${plain(lowest)} DN that ${from} lists is used for band files that were converted to GeoTIFF; nothing in their pixels speaks against it. Say --offset 0 if it was taken off already (as Earth Search does).`,
  };
}

/** @throws ProductError when a list that has to be there is missing, incomplete or unreadable */
function listedOffsets(
  offsets: ListedOffsets,
  { level, baseline, file, name }: RadiometryEvidence,
): Omit<Radiometry, 'quantification'> {
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

function plain(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Reflectance below which a pixel of red or short-wave infrared is neither shadow nor noise. */
const IMPOSSIBLE_REFLECTANCE = -0.01;

/** Share of values, as of {@link import('./tiff-sample.ts').sampleTiff}, that an offset makes impossible reflectances. */
export function impossibleShare(values: readonly number[], offsetDn: number, quantification: number): number {
  if (values.length === 0) return 0;
  return values.filter((value) => (value + offsetDn) / quantification < IMPOSSIBLE_REFLECTANCE).length / values.length;
}
