import { z } from 'zod';
import { isBandId } from '../core/bands.ts';

/** What MLM 1.0 to 1.6 may say of a network; read leniently, for tools differ. */
const foreignSchema = z.looseObject({
  type: z.literal('Feature'),
  properties: z.looseObject({
    'mlm:name': z.string(),
    'mlm:framework': z.string().nullish(),
    'mlm:tasks': z.array(z.string()).catch([]),
    'mlm:input': z.array(z.looseObject({ bands: z.array(z.unknown()).catch([]) })).catch([]),
    'mlm:output': z.array(z.looseObject({})).catch([]),
  }),
});

/** MLM's names of a task that gives a class to each pixel. */
const PER_PIXEL = /^(semantic-segmentation|segmentation)$/;
const CLOUD_WORDS = /cloud|shadow|cirrus/i;

/** A network that another tool tells as a STAC item (MLM), and what keeps it from being a pack by that alone. */
export interface ForeignNetwork {
  readonly name: string;
  /** Sentences' parts, each without a stop; never none. */
  readonly reasons: readonly string[];
}

/**
 * What speaks against running a network by its MLM item alone. MLM knows no level of products, no margin and no word for what
 * stands for no data, so that there always is something.
 * @returns null where this is no item of a network
 */
export function foreignNetwork(json: unknown): ForeignNetwork | null {
  const properties = foreignSchema.safeParse(json).data?.properties;
  if (!properties) return null;
  const framework = properties['mlm:framework'];
  const inputs = properties['mlm:input'];
  const tasks = properties['mlm:tasks'];
  const bands = (inputs[0]?.bands ?? []).map(bandName);
  const unknown = bands.filter((band) => !isBandId(band));
  const classes = classNames(properties['mlm:output'][0]);
  const reasons = [
    framework && !/^onnx/i.test(framework) && `it is of ${framework}, and networks are run by ONNX alone`,
    tasks.length > 0 && !tasks.some((task) => PER_PIXEL.test(task)) && `it does ${tasks.join(', ')}, no segmentation`,
    inputs.length > 1 && `it wants ${inputs.length} inputs`,
    bands.length === 0 && 'it does not name the bands of its input',
    unknown.length > 0 &&
      `${unknown.slice(0, 3).join(', ')} ${unknown.length === 1 ? 'is no band' : 'are no bands'} of Sentinel-2`,
    classes.length > 0 &&
      !classes.some((name) => CLOUD_WORDS.test(name)) &&
      `its classes are ${classes.slice(0, 4).join(', ')}${classes.length > 4 ? ', ...' : ''}`,
    'MLM does not say for which level it is, its margin in pixels, nor what stands for no data',
  ];
  return { name: properties['mlm:name'], reasons: reasons.filter((reason) => typeof reason === 'string') };
}

/** A band by its name alone, or as an object that has one. */
function bandName(band: unknown): string {
  if (typeof band === 'string') return band;
  const name = (band as { name?: unknown } | null)?.name;
  return typeof name === 'string' ? name : 'a band without a name';
}

/** By the field of MLM 1.2 and later, or that of the first versions. */
function classNames(output: Readonly<Record<string, unknown>> | undefined): string[] {
  const classes = output?.['classification:classes'] ?? output?.classification_classes;
  if (!Array.isArray(classes)) return [];
  return classes.flatMap((one) => (typeof one?.name === 'string' ? [one.name as string] : []));
}
