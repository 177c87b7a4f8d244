import { z } from 'zod';
import { MASK_CLASSES } from '../core/classes.ts';
import type { Manifest } from './manifest.ts';

/** The extension "Machine Learning Model" of STAC, in which packs are told to catalogues. */
export const MLM_SCHEMA = 'https://stac-extensions.github.io/mlm/v1.6.0/schema.json';
const CLASSIFICATION_SCHEMA = 'https://stac-extensions.github.io/classification/v2.0.0/schema.json';
const FILE_SCHEMA = 'https://stac-extensions.github.io/file/v2.1.0/schema.json';
/** A multihash begins with the function and the length: SHA-256, 32 bytes. */
const SHA256_PREFIX = '1220';
const WHOLE_EARTH = [-180, -90, 180, 90] as const;
/** Where the manifest stands whole in an item of ours, so that no field is lost on the way. */
export const PACK_PROPERTY = 'nephoscope:pack';

/** What of a pack is told. */
interface ToldPack {
  readonly manifest: Manifest;
  /** SHA-256 of `model.onnx`, hex. */
  readonly modelSha256: string;
}

/** Name of a pack's item beside the model, and beside the masks that were made with it. */
export function mlmItemName(pack: Pick<ToldPack, 'manifest'>): string {
  return `${pack.manifest.id}_${pack.manifest.version.replace(/[^\w.-]/g, '_')}_model.json`;
}

/**
 * A pack as a STAC item (MLM): inputs with their bands and scaling, outputs with their classes, the file with its hash.
 * @param href of `model.onnx` from where the item stands; null where it is not there
 */
export function toMlmItem({ manifest, modelSha256 }: ToldPack, href: string | null) {
  const { id, name, version, licence, scope, input, trainingData } = manifest;
  const [west, south, east, north] = scope.latitude
    ? ([-180, scope.latitude[0], 180, scope.latitude[1]] as const)
    : WHOLE_EARTH;
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return {
    type: 'Feature',
    stac_version: '1.1.0',
    stac_extensions: [MLM_SCHEMA, CLASSIFICATION_SCHEMA, FILE_SCHEMA],
    id: `${id}-${version}`,
    geometry: { type: 'Polygon', coordinates: [ring] },
    bbox: [west, south, east, north],
    properties: {
      title: `${name} ${version}`,
      description: scope.text,
      // A network is of no day; these are those of Sentinel-2.
      datetime: null,
      start_datetime: '2015-06-23T00:00:00Z',
      end_datetime: '9999-12-31T23:59:59Z',
      license: licence,
      'mlm:name': name.replace(/[^a-zA-Z0-9_.-]+/g, '-'),
      'mlm:architecture': 'U-Net',
      'mlm:tasks': ['semantic-segmentation'],
      'mlm:framework': 'ONNX',
      'mlm:accelerator': null,
      'mlm:pretrained': true,
      'mlm:pretrained_source': trainingData.slice(0, 500),
      'mlm:hyperparameters': { ...numbered('threshold', manifest.thresholds), margin_pixels: manifest.marginPixels },
      'mlm:input': [
        {
          name: input.name,
          bands: input.bands.map((band) => band.split('|')[0]),
          input: structureOf(input.layout, input.bands.length + input.auxiliary.length, input.fixedSize),
          value_scaling: scalingOf(input.scaling),
          pre_processing_function: null,
        },
      ],
      'mlm:output': [
        {
          name: manifest.output.name,
          tasks: ['semantic-segmentation'],
          bands: [],
          result: structureOf(manifest.output.layout, manifest.output.classes.length, input.fixedSize),
          'classification:classes': manifest.output.classes.map((id, value) => classOf(id, value)),
          post_processing_function: null,
        },
      ],
      [PACK_PROPERTY]: manifest,
    },
    links: [] as unknown[],
    assets:
      href === null
        ? {}
        : {
            model: {
              href,
              type: 'application/octet-stream; framework=onnx',
              title: name,
              roles: ['mlm:model', 'data'],
              'mlm:artifact_type': 'onnx',
              'file:checksum': SHA256_PREFIX + modelSha256,
            },
          },
  };
}

const itemSchema = z.object({
  type: z.literal('Feature'),
  properties: z.looseObject({ 'mlm:name': z.string(), [PACK_PROPERTY]: z.unknown() }),
  assets: z.record(z.string(), z.looseObject({ 'file:checksum': z.string().optional() })).default({}),
});

/**
 * The manifest of a pack that comes as a STAC item (MLM). Only items that hold it whole, as {@link toMlmItem} writes it,
 * can be run: MLM itself does not say what sun angles or mirroring a network wants.
 * @returns what `manifestSchema` is to check; null where this is no item with a pack
 */
export function manifestOfMlm(json: unknown): unknown {
  const item = itemSchema.safeParse(json).data;
  const manifest = item?.properties[PACK_PROPERTY];
  if (!item || typeof manifest !== 'object' || manifest === null) return null;
  const checksum = Object.values(item.assets).find((asset) => asset['file:checksum'])?.['file:checksum'];
  const sha256 = checksum?.startsWith(SHA256_PREFIX) ? checksum.slice(SHA256_PREFIX.length) : undefined;
  return sha256 === undefined || 'sha256' in manifest ? manifest : { ...manifest, sha256 };
}

function structureOf(layout: Manifest['input']['layout'], channels: number, size = -1) {
  const shapes = {
    NCHW: { shape: [-1, channels, size, size], dim_order: ['batch', 'channel', 'height', 'width'] },
    NHWC: { shape: [-1, size, size, channels], dim_order: ['batch', 'height', 'width', 'channel'] },
    NC: { shape: [-1, channels], dim_order: ['batch', 'channel'] },
  } as const;
  return { ...shapes[layout], data_type: 'float32' };
}

/** One entry where all bands share it, else one for each band in their order. */
function scalingOf(scaling: Manifest['input']['scaling']): readonly Record<string, unknown>[] {
  if (scaling.transform === 'standard')
    return scaling.mean.map((mean, k) => ({ type: 'z-score', mean, stddev: scaling.std[k] }));
  const text =
    scaling.transform === 'log1p'
      ? `ln(1 + gain * clamp(reflectance, 0, ${scaling.max})), gain ${JSON.stringify(scaling.gain)}`
      : `clamp(reflectance, ${scaling.min ?? '-inf'}, ${scaling.max ?? 'inf'}) * ${JSON.stringify(scaling.gain)} + ${JSON.stringify(scaling.bias)}`;
  return [{ type: 'processing', format: 'math', expression: text }];
}

function classOf(id: Manifest['output']['classes'][number], value: number) {
  const known = MASK_CLASSES.find((maskClass) => maskClass.id === id);
  return {
    value,
    name: id,
    description: known?.name ?? 'Counts for nothing',
    ...(known?.colour ? { color_hint: known.colour.slice(1) } : {}),
  };
}

function numbered(prefix: string, values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([id, value]) => [`${prefix}_${id}`, value]));
}
