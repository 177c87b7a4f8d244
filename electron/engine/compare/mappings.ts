import { type CodeScheme, valuesOf } from '../core/class-codes.ts';
import { CLEAR, CLOUD, type ClassCode, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import { CompareError } from '../core/errors.ts';

/** How the values of a foreign class raster become our classes. */
export interface ClassMapping {
  readonly id: string;
  readonly name: string;
  readonly rules: readonly MappingRule[];
  /** For masks of bits and for probabilities: class of a value that no rule names; null where it means nothing. */
  readonly classOf?: ((value: number) => ClassCode | null) | undefined;
}

export interface MappingRule {
  readonly from: readonly number[];
  readonly to: ClassCode;
}

/** Threshold of s2cloudless by its authors, share of 1. */
const CLOUD_PROBABILITY = 0.4;

const bit = (value: number, place: number): boolean => ((value >> place) & 1) === 1;
const isBits = (value: number, bits: number): boolean => Number.isInteger(value) && value >= 0 && value < 2 ** bits;
const rule = (to: ClassCode, ...from: number[]): MappingRule => ({ from, to });

/** Rules of a scheme of the one table of codes; `unsaid` are values by which nothing is said, which counts as missing here. */
const rulesOf = (scheme: CodeScheme, unsaid: readonly number[] = []): MappingRule[] =>
  ([CLEAR, SHADOW, SEMI, CLOUD, MISSING] as const)
    .map((code) => rule(code, ...(code === MISSING ? unsaid : []), ...valuesOf(scheme, code)))
    .filter(({ from }) => from.length > 0);

/**
 * Mappings that come ready. Where a scheme has more classes than ours: snow, water, topographic shade and unclassified
 * are clear, because the surface is what was seen; a saturated or defective pixel of the SCL is missing, because
 * nothing is said there about the sky.
 */
export const MAPPINGS: readonly ClassMapping[] = [
  {
    id: 'nephoscope',
    name: 'Nephoscope',
    rules: rulesOf('cmix', [0]),
  },
  {
    id: 'scl',
    name: 'Scene classification (SCL)',
    rules: rulesOf('scl').map((own) => (own.to === CLEAR ? { ...own, from: [...own.from, 7] } : own)),
  },
  {
    // Land, water, shadow, snow, cloud, fill: versions 4 and 5 (Qiu et al. 2019).
    id: 'fmask',
    name: 'Fmask 4 or 5',
    rules: rulesOf('fmask'),
  },
  {
    // Null, clear, cloud, shadow, snow, water (https://www.pythonfmask.org).
    id: 'python-fmask',
    name: 'python-fmask',
    rules: [rule(MISSING, 0), rule(CLEAR, 1, 4, 5), rule(CLOUD, 2), rule(SHADOW, 3)],
  },
  {
    id: 's2cloudless',
    name: 's2cloudless',
    rules: [rule(CLEAR, 0), rule(CLOUD, 1), rule(MISSING, 255)],
  },
  {
    id: 's2cloudless-255',
    name: 's2cloudless, 0 and 255',
    rules: [rule(CLEAR, 0), rule(CLOUD, 255)],
  },
  {
    id: 'cloud-probability',
    name: `cloud probability, cloud from ${CLOUD_PROBABILITY * 100} % on`,
    rules: [rule(MISSING, 255)],
    classOf: (value) => (value < 0 || value > 100 ? null : value >= CLOUD_PROBABILITY * 100 ? CLOUD : CLEAR),
  },
  {
    id: 'cloud-probability-1',
    name: `cloud probability of 0 to 1, cloud from ${CLOUD_PROBABILITY} on`,
    rules: [],
    classOf: (value) => (value < 0 || value > 1 ? null : value >= CLOUD_PROBABILITY ? CLOUD : CLEAR),
  },
  {
    id: 'cloud-probability-255',
    name: `cloud probability of 0 to 255, cloud from ${CLOUD_PROBABILITY * 255} on`,
    rules: [],
    classOf: (value) => (value < 0 || value > 255 ? null : value >= CLOUD_PROBABILITY * 255 ? CLOUD : CLEAR),
  },
  {
    id: 'kappamask',
    name: 'KappaMask',
    rules: rulesOf('cmix', [0]),
  },
  {
    // Clear, thick cloud, thin cloud, cloud shadow (https://github.com/DPIRD-DMA/OmniCloudMask).
    id: 'omnicloudmask',
    name: 'OmniCloudMask',
    rules: rulesOf('cloudsen12'),
  },
  {
    // The same codes; 99 is what nobody labelled (Aybar et al. 2022 and 2024).
    id: 'cloudsen12',
    name: 'CloudSEN12',
    rules: rulesOf('cloudsen12', [99]),
  },
  {
    // Bits of the CLM raster: 1 all clouds but the thinnest, 4 the thinnest, 5 and 6 shadows, 7 high clouds (THEIA, MAJA).
    id: 'maja',
    name: 'MAJA cloud mask (CLM)',
    rules: [],
    classOf: (value) => {
      if (!isBits(value, 8)) return null;
      if (bit(value, 1)) return bit(value, 7) && !bit(value, 2) && !bit(value, 3) ? SEMI : CLOUD;
      if (bit(value, 4) || bit(value, 7)) return SEMI;
      return bit(value, 5) || bit(value, 6) ? SHADOW : CLEAR;
    },
  },
  {
    // Bits: 0 fill, 1 dilated cloud, 2 cirrus, 3 cloud, 4 shadow (USGS LSDS-1619 and LSDS-1574).
    id: 'landsat-qa',
    name: 'Landsat QA_PIXEL',
    rules: [],
    classOf: (value) => {
      if (!isBits(value, 16)) return null;
      if (bit(value, 0)) return MISSING;
      if (bit(value, 3) || bit(value, 1)) return CLOUD;
      if (bit(value, 4)) return SHADOW;
      return bit(value, 2) ? SEMI : CLEAR;
    },
  },
  {
    // Bits: 0 cirrus, 1 cloud, 2 beside cloud or shadow, 3 shadow; 255 fill (HLS user guide v2.0).
    id: 'hls-fmask',
    name: 'HLS Fmask layer',
    rules: [rule(MISSING, 255)],
    classOf: (value) => {
      if (!isBits(value, 8)) return null;
      if (bit(value, 1)) return CLOUD;
      if (bit(value, 3)) return SHADOW;
      return bit(value, 0) ? SEMI : CLEAR;
    },
  },
  {
    // Bits: 10 opaque clouds, 11 cirrus.
    id: 'qa60',
    name: 'QA60',
    rules: [rule(MISSING, 65535)],
    classOf: (value) => (!isBits(value, 16) ? null : bit(value, 10) ? CLOUD : bit(value, 11) ? SEMI : CLEAR),
  },
  {
    id: 'classification',
    name: 'L1C cloud mask (MSK_CLASSI)',
    rules: [rule(CLEAR, 0), rule(CLOUD, 1, 3), rule(SEMI, 2)],
  },
];

/** Class of one value; null where the mapping does not name it. */
export function classOfValue({ rules, classOf }: ClassMapping, value: number): ClassCode | null {
  return rules.find(({ from }) => from.includes(value))?.to ?? classOf?.(value) ?? null;
}

/** The ready mapping of that id. @throws CompareError listing the ids there are. */
export function mappingOf(id: string): ClassMapping {
  const mapping = MAPPINGS.find((candidate) => candidate.id === id);
  if (mapping) return mapping;
  throw new CompareError(`There is no class mapping called ${id}.`, {
    remedy: `Choose one of ${MAPPINGS.map((candidate) => candidate.id).join(', ')}, or give your own.`,
  });
}
