import { BAND_IDS, type BandId, type Level } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';

/** A band for every plane, null for a plane that is none, and what the user should know of it. */
export interface StackBands {
  readonly bands: readonly (BandId | null)[];
  readonly notes: readonly string[];
}

const BAND_TOKEN = /^B0?([1-9]|8A|1[0-2])$/i;
/** Words that may stand beside a band's name: where, when and how it was taken, its colour, its unit. */
const HARMLESS =
  /^(S2[ABC]?|SENTINEL|2|MSI|L1C|L2A|SR|SURFACE|TOA|BOA|REFLECTANCE|BAND|MEDIAN|MEAN|MOSAIC|FIRST|COMPOSITE|HARMONIZED|BLUE|GREEN|RED|EDGE|REDEDGE|NIR|NARROW|SWIR|VNIR|VRE|COASTAL|AEROSOL|WATER|VAPOU?R|CIRRUS|NM|UM|R?\d{1,4}(M|NM)?|\d{8}(T\d{6})?|\d{6}|T?\d{2}[A-Z]{3}|R\d{3}|N\d{4}|MSIL1C|MSIL2A)$/i;
/** Names by colour as STAC's `eo:common_name` and Earth Search have them. */
const COMMON_NAMES: Readonly<Record<string, BandId>> = {
  coastal: 'B01',
  blue: 'B02',
  green: 'B03',
  red: 'B04',
  rededge1: 'B05',
  rededge2: 'B06',
  rededge3: 'B07',
  nir: 'B08',
  nir08: 'B8A',
  nir09: 'B09',
  cirrus: 'B10',
  swir16: 'B11',
  swir22: 'B12',
  // As Earth Engine's users and the makers of composites call them.
  re1: 'B05',
  re2: 'B06',
  re3: 'B07',
  swir1: 'B11',
  swir2: 'B12',
};

/** FORCE's level 2 calls the narrow near infrared NIR, and has a name of its own for the broad one. */
const FORCE_NAMES: Readonly<Record<string, BandId>> = { broadnir: 'B08', nir: 'B8A' };

/**
 * The band that a plane's description names and nothing else: `B2`, `B02`, `b8a`, `B2, central wavelength 490 nm`,
 * `20230612T102031_T32UNU_B11`, `Band 8A`. Null for what is computed from bands (`NDVI_B8_B4`, `B4_min`) and all else.
 */
export function bandNamed(description: string | null): BandId | null {
  const head = (description ?? '').split(',')[0]!.trim();
  const numbered = /^band[ _-]?0?(8a|[1-9]|1[0-2])$/i.exec(head)?.[1];
  if (numbered !== undefined) return bandId(numbered);
  const tokens = head.split(/[^A-Za-z0-9]+/).filter((token) => token !== '');
  const named = tokens.filter((token) => BAND_TOKEN.test(token));
  const others = tokens.filter((token) => !BAND_TOKEN.test(token));
  if (named.length !== 1 || !others.every((token) => HARMLESS.test(token))) return null;
  return bandId(BAND_TOKEN.exec(named[0]!)![1]!);
}

function bandId(number: string): BandId | null {
  const id = `B${number.toUpperCase().padStart(2, '0')}`;
  return BAND_IDS.find((band) => band === id) ?? null;
}

/**
 * The bands of a stack's planes: those given, else those that the descriptions name. What may be read in two ways is
 * asked for: planes that are only counted (`Band 1`, `b2`), and names that other satellites use as well.
 *
 * @param pixelMetres of the file
 * @throws ProductError when no band is named, one twice, or the names are ambiguous
 */
export function chooseBands(
  descriptions: readonly (string | null)[],
  given: readonly (BandId | null)[] | undefined,
  file: string,
  pixelMetres?: number,
): StackBands {
  const told = descriptions.map((description) => description ?? '-').join(', ');
  const ask = (message: string) =>
    new ProductError(message, {
      file,
      remedy: `Name the ${descriptions.length} planes in their order (--bands B02,B03,-,...), with "-" for a plane that is none.`,
    });
  if (given && given.length !== descriptions.length) {
    throw ask(
      `${given.length} bands are given for the ${descriptions.length} planes of ${file} (${told.slice(0, 200)}).`,
    );
  }
  const other =
    otherSatellite(descriptions, file) ?? (mayBeLandsat(descriptions, file, pixelMetres) ? 'Landsat' : null);
  if (!given && other)
    throw ask(`${file} looks like ${other}, whose bands have other colours (${told.slice(0, 200)}).`);
  if (!given && isOnlyCounted(descriptions)) {
    throw ask(
      `The planes of ${file} are only counted (${told.slice(0, 200)}), which need not be Sentinel-2's numbers.`,
    );
  }
  const byNumber = descriptions.map(bandNamed);
  const byColour = bandsByColour(descriptions);
  const isByColour = byNumber.every((band) => band === null) && byColour.some((band) => band !== null);
  const bands = given ?? (isByColour ? byColour : byNumber);
  const named = bands.filter((band) => band !== null);
  const twice = named.find((band, k) => named.indexOf(band) !== k);
  if (named.length === 0)
    throw ask(`No plane of ${file} names a Sentinel-2 band (descriptions: ${told.slice(0, 200)}).`);
  if (twice !== undefined) throw ask(`Two planes of ${file} are ${twice} (${told.slice(0, 200)}).`);
  const notes: string[] = [];
  if (!given && isByColour) {
    const pairs = bands.flatMap((band, k) => (band === null ? [] : [`${descriptions[k]} = ${band}`]));
    notes.push(
      `The bands of ${file} are taken from names of colours: ${pairs.join(', ')}. Name them by --bands if they are others.`,
    );
  }
  const looksLikeBand = isByColour ? /^(?!scl$|mask$|alpha$)/i : /B\d/i;
  const left = given ? [] : descriptions.filter((text, k) => text && bands[k] === null && looksLikeBand.test(text));
  if (left.length > 0) {
    notes.push(`${left.join(', ').slice(0, 200)} of ${file} ${left.length === 1 ? 'is' : 'are'} not taken for a band.`);
  }
  return { bands, notes };
}

function bandsByColour(descriptions: readonly (string | null)[]): readonly (BandId | null)[] {
  const names = descriptions.map((text) => text?.toLowerCase().replaceAll(/[ _-]/g, '') ?? '');
  const own = names.includes('broadnir') ? { ...COMMON_NAMES, ...FORCE_NAMES } : COMMON_NAMES;
  return names.map((name) => own[name] ?? null);
}

/** Names that the file shares with a satellite that numbers its bands otherwise; null for none. */
function otherSatellite(descriptions: readonly (string | null)[], file: string): string | null {
  const names = descriptions.map((text) => text ?? '');
  if (names.some((name) => /sur_refl_b\d/i.test(name))) return 'MODIS';
  // Names of the Landsat Ecosystem Disturbance Adaptive Processing System.
  if (names.some((name) => /^(sr|toa)_band\d/i.test(name))) return 'Landsat';
  if (/^(L[COTE]0[4-9]_|HLS\.L30\.)|landsat/i.test(file.split(/[\\/]/).at(-1)!)) return 'Landsat';
  const isSentinel = names.some((name) => /(^|[^A-Z0-9])B(0?8A?|0?9|1[12])($|[^A-Z0-9])/i.test(name));
  return names.some((name) => /^S[RT]_B\d+$/i.test(name)) && !isSentinel ? 'Landsat' : null;
}

/** Landsat's pixels are of 30 m; of Sentinel-2's bands, B8, B8A and B12 have no namesake among those of this size. */
function mayBeLandsat(
  descriptions: readonly (string | null)[],
  file: string,
  pixelMetres: number | undefined,
): boolean {
  if (pixelMetres === undefined || Math.abs(pixelMetres - 30) > 0.5) return false;
  if (/S2[A-D]?(?![A-Z0-9])|S2[A-D]_|SENTINEL|MSI|L1C|L2A|S30/i.test(file.split(/[\\/]/).at(-1)!)) return false;
  const bands = descriptions.map(bandNamed).filter((band) => band !== null);
  return bands.length > 0 && !bands.some((band) => band === 'B08' || band === 'B8A' || band === 'B12');
}

/**
 * Planes that a program has counted and nobody named: `Band 1`, `Band 2`, ... or `b1`, `b2`, ..., as many as there are planes;
 * or with numbers that Sentinel-2's bands do not have, 0 and 13, so that the others mean something else as well.
 */
function isOnlyCounted(descriptions: readonly (string | null)[]): boolean {
  const names = descriptions.map((text) => text?.trim() ?? '');
  if (names.some((name) => isBandNumber(name, [0, 13, 14]))) return true;
  if (names.length < 2 || !names.every((name, k) => isBandNumber(name, [k + 1]))) return false;
  return names.length >= 9 || names.every((name) => !name.startsWith('B') || /^band/i.test(name));
}

/** Whether a description is `Band 3`, `b3` or `B03`, alone or with harmless words beside it, of one of the numbers. */
function isBandNumber(name: string, numbers: readonly number[]): boolean {
  const tokens = name
    .split(',')[0]!
    .split(/[^A-Za-z0-9]+/)
    .filter((token) => token !== '');
  const joined = tokens.join(' ').replace(/\bband (?=\d)/i, 'band');
  const [first, ...others] = joined.split(' ').filter((token) => !HARMLESS.test(token));
  const number = /^(?:band|b)0?(\d{1,2})$/i.exec(first ?? '')?.[1];
  return number !== undefined && others.length === 0 && numbers.includes(Number(number));
}

/**
 * The level of a stack: the one given; else told by its bands, its metadata or, with a note, its name.
 *
 * @param metadata of the file: GDAL's Sentinel-2 driver leaves `PROCESSING_LEVEL` there
 * @throws ProductError when nothing tells it
 */
export function chooseLevel(
  descriptions: readonly (string | null)[],
  bands: readonly (BandId | null)[],
  metadata: Readonly<Record<string, string>>,
  given: Level | undefined,
  file: string,
): { readonly level: Level; readonly note: string | null } {
  if (given !== undefined) return { level: given, note: null };
  if (bands.includes('B10')) return { level: 'L1C', note: null };
  const told = /^Level-(1C|2A)/.exec(metadata.PROCESSING_LEVEL ?? '')?.[1];
  if (told !== undefined) return { level: `L${told}` as Level, note: null };
  if (descriptions.some((text) => /^(SCL|AOT|WVP|MSK_CLDPRB)$/i.test(text ?? ''))) return { level: 'L2A', note: null };
  const name = file.split(/[\\/]/).at(-1)!;
  const named = /(?<![A-Z0-9])(?:MSI)?(L1C|L2A)(?![A-Z0-9])/i.exec(name)?.[1]?.toUpperCase() as Level | undefined;
  if (named !== undefined) return { level: named, note: `The level, ${named}, is taken from the name of the file.` };
  throw new ProductError(`Nothing in ${file} tells whether it is of Level-1C or Level-2A.`, {
    file,
    remedy: 'Say which (--level L1C or --level L2A).',
  });
}
