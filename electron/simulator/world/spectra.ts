/** Ground covers of the simulated landscape. */
export const MATERIALS = [
  'crop',
  'grass',
  'rapeseed',
  'drySoil',
  'wetSoil',
  'stubble',
  'conifer',
  'broadleaf',
  'water',
  'turbidWater',
  'asphalt',
  'tileRoof',
  'greyRoof',
  'whiteRoof',
  'garden',
  'reed',
] as const;

export type Material = (typeof MATERIALS)[number];

/**
 * Bottom-of-atmosphere reflectance of each cover in the order of `BAND_IDS` (B01 to B08, B8A, B09 to B12). Typical
 * values, set by hand in the range of published spectral libraries; B10 never sees the ground.
 */
const REFLECTANCE: Readonly<Record<Material, readonly number[]>> = {
  crop: [0.022, 0.028, 0.06, 0.032, 0.105, 0.33, 0.42, 0.44, 0.46, 0.46, 0.2, 0.21, 0.1],
  grass: [0.03, 0.04, 0.078, 0.055, 0.125, 0.27, 0.33, 0.35, 0.37, 0.37, 0.2, 0.24, 0.135],
  rapeseed: [0.03, 0.045, 0.135, 0.115, 0.19, 0.34, 0.4, 0.42, 0.44, 0.44, 0.2, 0.23, 0.115],
  drySoil: [0.075, 0.1, 0.14, 0.19, 0.215, 0.235, 0.255, 0.275, 0.295, 0.3, 0.25, 0.37, 0.33],
  wetSoil: [0.045, 0.058, 0.08, 0.105, 0.12, 0.135, 0.148, 0.162, 0.178, 0.18, 0.16, 0.235, 0.2],
  stubble: [0.055, 0.075, 0.11, 0.14, 0.175, 0.21, 0.235, 0.255, 0.275, 0.28, 0.24, 0.31, 0.23],
  conifer: [0.016, 0.019, 0.031, 0.019, 0.048, 0.15, 0.19, 0.205, 0.22, 0.22, 0.12, 0.1, 0.045],
  broadleaf: [0.02, 0.025, 0.048, 0.026, 0.08, 0.27, 0.345, 0.365, 0.385, 0.385, 0.17, 0.18, 0.08],
  water: [0.03, 0.03, 0.028, 0.016, 0.012, 0.009, 0.009, 0.008, 0.007, 0.006, 0.003, 0.004, 0.003],
  turbidWater: [0.04, 0.05, 0.07, 0.05, 0.045, 0.022, 0.022, 0.018, 0.014, 0.01, 0.004, 0.007, 0.005],
  asphalt: [0.075, 0.085, 0.1, 0.11, 0.118, 0.126, 0.134, 0.142, 0.15, 0.152, 0.14, 0.175, 0.165],
  tileRoof: [0.07, 0.08, 0.1, 0.165, 0.195, 0.215, 0.225, 0.235, 0.25, 0.25, 0.2, 0.3, 0.27],
  greyRoof: [0.13, 0.145, 0.16, 0.17, 0.178, 0.186, 0.192, 0.2, 0.21, 0.21, 0.19, 0.22, 0.2],
  whiteRoof: [0.4, 0.44, 0.47, 0.49, 0.5, 0.505, 0.51, 0.515, 0.52, 0.52, 0.4, 0.46, 0.38],
  garden: [0.03, 0.038, 0.066, 0.05, 0.105, 0.235, 0.29, 0.305, 0.32, 0.32, 0.17, 0.19, 0.105],
  reed: [0.03, 0.037, 0.058, 0.052, 0.09, 0.17, 0.205, 0.22, 0.235, 0.235, 0.12, 0.15, 0.085],
};

/** Reflectance of every cover: material m, band b at m * 13 + b, in the orders of `MATERIALS` and `BAND_IDS`. */
export const SPECTRA: Float32Array = Float32Array.from(MATERIALS.flatMap((material) => REFLECTANCE[material]));

/** Index of a cover in {@link SPECTRA}. */
export function materialIndex(material: Material): number {
  return MATERIALS.indexOf(material);
}

/** How one band sees the atmosphere and the clouds; reflectances and transmittances 0 to 1. */
export interface BandOptics {
  /** Path reflectance of molecules and haze above a dark ground. */
  readonly path: number;
  /** Share of the light at the ground that comes from the sky rather than from the sun's disc. */
  readonly diffuse: number;
  /** Two-way transmittance down to the ground, to the top of low clouds and to the top of cirrus. */
  readonly toGround: number;
  readonly toLowCloud: number;
  readonly toCirrus: number;
  /** Reflectance of a cloud of the same optical depth, relative to one that absorbs nothing. */
  readonly water: number;
  readonly ice: number;
}

type OpticsRow = readonly [
  path: number,
  diffuse: number,
  toGround: number,
  toLowCloud: number,
  toCirrus: number,
  water: number,
  ice: number,
];

const OPTICS_ROWS: readonly OpticsRow[] = [
  [0.105, 0.34, 0.84, 0.9, 0.95, 0.97, 0.97],
  [0.07, 0.25, 0.88, 0.92, 0.96, 0.98, 0.98],
  [0.04, 0.18, 0.9, 0.93, 0.95, 1, 1],
  [0.021, 0.13, 0.93, 0.95, 0.96, 1.01, 1],
  [0.017, 0.115, 0.92, 0.95, 0.97, 1.02, 1],
  [0.014, 0.1, 0.92, 0.95, 0.97, 1.02, 1],
  [0.011, 0.09, 0.95, 0.97, 0.98, 1.03, 1],
  [0.009, 0.08, 0.93, 0.96, 0.98, 1.03, 1],
  [0.007, 0.07, 0.96, 0.97, 0.98, 1.04, 1],
  [0.004, 0.06, 0.4, 0.66, 0.96, 1.02, 1],
  [0.0009, 0.05, 0.0003, 0.006, 0.72, 0.9, 0.85],
  [0.0012, 0.03, 0.94, 0.96, 0.98, 0.83, 0.62],
  [0.0005, 0.02, 0.92, 0.95, 0.98, 0.66, 0.48],
];

/** In the order of `BAND_IDS`; mid-latitude summer, 23 km visibility, about 2 cm of water vapour. */
export const BAND_OPTICS: readonly BandOptics[] = OPTICS_ROWS.map(
  ([path, diffuse, toGround, toLowCloud, toCirrus, water, ice]) => ({
    path,
    diffuse,
    toGround,
    toLowCloud,
    toCirrus,
    water,
    ice,
  }),
);
