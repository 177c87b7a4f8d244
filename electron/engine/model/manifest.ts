import { z } from 'zod';
import { isBandId } from '../core/bands.ts';
import { MAX_BUFFER_METRES } from '../core/classes.ts';

/** One band, or alternatives in the order `B8A|B08`: the pack takes whichever suits the grid (see `bandCandidates`). */
const bandChoice = z
  .string()
  .refine((text) => text.split('|').every(isBandId), 'must be a band such as "B02", or alternatives such as "B8A|B08"');

const perBand = z.union([z.number(), z.array(z.number()).min(1)]);

/** v = ln(1 + gain * clamp(reflectance, 0, max)), with one gain for all bands or one per band. */
const logScaling = z.strictObject({
  transform: z.literal('log1p'),
  gain: z.union([z.number().positive(), z.array(z.number().positive()).min(1)]),
  max: z.number().positive(),
  missing: z.number(),
});

/**
 * v = clamp(reflectance, min, max) * gain + bias, with one number for all bands or one per band. A mean and a standard
 * deviation are gain = 1 / std and bias = -mean / std; DN is gain = 10000.
 */
const linearScaling = z.strictObject({
  transform: z.literal('linear'),
  gain: perBand,
  bias: perBand,
  min: z.number().optional(),
  max: z.number().optional(),
  missing: perBand,
});

/** v = (reflectance - mean) / std, per band. `missing` is what DN 0 and a band that is not there become, in all scalings. */
const standardScaling = z.strictObject({
  transform: z.literal('standard'),
  mean: z.array(z.number()).min(1),
  std: z.array(z.number().positive()).min(1),
  missing: perBand,
});

const auxiliary = z.enum(['shadow_col', 'shadow_row', 'log2_pixel']);

const layout = z.enum(['NCHW', 'NHWC', 'NC']);

const positiveInteger = z.number().int().positive();

const input = z
  .strictObject({
    name: z.string().min(1),
    /** `NC` is a model of single pixels: [pixels, channels]. */
    layout,
    bands: z.array(bandChoice).min(1),
    scaling: z.discriminatedUnion('transform', [logScaling, linearScaling, standardScaling]),
    auxiliary: z.array(auxiliary).default([]),
    /**
     * How a tile is laid before the network: north up, or mirrored so that shadows fall to the upper left, which the
     * shadow vector then says too. A tile whose sun is unknown stays north up.
     */
    orientation: z.enum(['north-up', 'shadow-northwest']).default('north-up'),
    /** Width and height of the input must be multiples of this. */
    sizeMultiple: positiveInteger.max(512).default(1),
    /** Width and height below which an image is continued by reflection, in pixels; for networks that need surroundings. */
    minimumSize: positiveInteger.max(1024).default(1),
    /** The only width and height that the network takes, in pixels, where it takes only one. */
    fixedSize: positiveInteger.max(4096).optional(),
  })
  .superRefine((value, context) => {
    const bands = value.bands.length;
    for (const [name, list] of Object.entries(value.scaling))
      if (Array.isArray(list) && list.length !== bands)
        context.addIssue({
          code: 'custom',
          path: ['scaling', name],
          message: `has ${list.length} values, input.bands has ${bands}`,
        });
    if (value.fixedSize !== undefined && value.fixedSize % value.sizeMultiple !== 0)
      context.addIssue({
        code: 'custom',
        path: ['fixedSize'],
        message: `${value.fixedSize} is not a multiple of sizeMultiple ${value.sizeMultiple}`,
      });
  });

const output = z.strictObject({
  name: z.string().min(1),
  layout,
  activation: z.enum(['none', 'softmax', 'sigmoid']),
  /**
   * What each output channel counts for, in order. Channels of the same class are added up; `ignored` counts for
   * nothing.
   */
  classes: z.array(z.enum(['clear', 'shadow', 'semi', 'cloud', 'ignored'])).min(1),
  /** Clear = 1 - (the other classes), for a network that has no output for clear. */
  clearIsRest: z.boolean().default(false),
});

const fraction = z.number().min(0).max(1);
const flagged = <T extends z.ZodType>(value: T) => z.strictObject({ shadow: value, semi: value, cloud: value });
const range = (low: number, high: number) => z.tuple([z.number().min(low).max(high), z.number().min(low).max(high)]);

const dice = z.number().min(0).max(1);
const tuned = z.strictObject({
  parent: z.strictObject({ id: z.string(), version: z.string(), sha256: z.string() }),
  method: z.enum(['calibration', 'head', 'network']),
  labels: z.strictObject({
    project: z.string(),
    sha256: z.string(),
    chips: z.number().int(),
    grid: z.number(),
  }),
  gate: z.strictObject({
    accepted: z.boolean(),
    scenes: z.number().int(),
    pixels: z.number().int(),
    diceBefore: dice,
    diceAfter: dice,
    /** 95 % interval of the gain on held-out scenes. */
    gain: z.tuple([z.number(), z.number()]),
    anchorsDiceBefore: dice,
    anchorsDiceAfter: dice,
  }),
});

/** Schema of a pack's `model.json`. */
export const manifestSchema = z
  .strictObject({
    formatVersion: z.literal(1),
    id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be lower-case letters, digits, ".", "_" or "-"'),
    name: z.string().min(1),
    version: z.string().min(1),
    licence: z.string().min(1),
    levels: z.array(z.enum(['L1C', 'L2A'])).min(1),
    gridMetres: z.strictObject({ min: z.number().positive(), max: z.number().positive() }),
    input,
    output,
    /** Pixels at every side of a tile that are computed and thrown away. */
    marginPixels: z.number().int().min(0).max(1024),
    /** Largest width and height of the network's input, margins included. */
    tilePixels: positiveInteger.min(16).max(4096),
    thresholds: flagged(fraction),
    /** Thresholds for products that lack bands: of the first entry of which a product has none of the bands. */
    thresholdsWithout: z
      .array(z.strictObject({ bands: z.array(bandChoice).min(1), thresholds: flagged(fraction) }))
      .default([]),
    defaults: z.strictObject({
      bufferMetres: flagged(z.number().min(0).max(MAX_BUFFER_METRES)),
      minAreaSquareMetres: z.number().min(0),
      /** See `MaskParameters`; of products that say where the sun stood. */
      shadowsNeedCloud: z.boolean().optional(),
    }),
    /** Bands without which the model is not run; all others may be missing. */
    minimumBands: z.array(bandChoice).min(1),
    trainingData: z.string(),
    scope: z.strictObject({
      months: range(1, 12).optional(),
      latitude: range(-90, 90).optional(),
      /** Convex ring of lon/lat degrees, closed, around what it was tuned on; neighbours beyond the date line are meant the short way. */
      hull: z
        .array(z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]))
        .min(4)
        .optional(),
      text: z.string(),
    }),
    scores: z.record(z.string(), z.unknown()),
    /** SHA-256 of `model.onnx`, hex. Left out only where the weights are the user's own. */
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
      .optional(),
    /** Where a pack comes from that was tuned on labels, and what was measured of it. */
    tuned: tuned.optional(),
    homepage: z.string().optional(),
    citation: z.string().optional(),
    /** How the weights are had, for packs that come without them. */
    weights: z.string().optional(),
  })
  .superRefine((value, context) => {
    for (const band of value.minimumBands)
      if (!value.input.bands.includes(band))
        context.addIssue({ code: 'custom', path: ['minimumBands'], message: `"${band}" is not one of input.bands` });
    for (const [index, { bands }] of value.thresholdsWithout.entries())
      for (const band of bands)
        if (!value.input.bands.includes(band))
          context.addIssue({
            code: 'custom',
            path: ['thresholdsWithout', index, 'bands'],
            message: `"${band}" is not one of input.bands`,
          });
    if (value.gridMetres.min > value.gridMetres.max)
      context.addIssue({ code: 'custom', path: ['gridMetres'], message: 'min is larger than max' });
    const tile = value.input.fixedSize ?? value.tilePixels;
    if (tile <= 2 * value.marginPixels)
      context.addIssue({
        code: 'custom',
        path: ['marginPixels'],
        message: `two margins of ${value.marginPixels} leave nothing of a tile of ${tile}`,
      });
    if ((value.input.layout === 'NC') !== (value.output.layout === 'NC'))
      context.addIssue({ code: 'custom', path: ['output', 'layout'], message: 'input and output must both be "NC"' });
    if (value.output.clearIsRest && value.output.classes.includes('clear'))
      context.addIssue({ code: 'custom', path: ['output', 'clearIsRest'], message: 'classes has "clear" as well' });
  });

/** A pack's `model.json`, checked. */
export type Manifest = z.infer<typeof manifestSchema>;
export type InputSpec = Manifest['input'];
export type OutputSpec = Manifest['output'];
export type Scaling = InputSpec['scaling'];

/** The first few things that are wrong with a manifest, in words: `input.bands: ...; sha256: ...`. */
export function manifestProblems(error: z.ZodError): string {
  const shown = error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'model.json'}: ${issue.message}`);
  const rest = error.issues.length - shown.length;
  return shown.join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}
