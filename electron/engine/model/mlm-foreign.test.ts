import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foreignNetwork } from './mlm-foreign.ts';
import { loadPack } from './packs.ts';

/** As MLM's own examples are laid out (1.3: a band by its name, the first field for classes). */
const RESNET = {
  type: 'Feature',
  stac_version: '1.0.0',
  stac_extensions: ['https://stac-extensions.github.io/mlm/v1.3.0/schema.json'],
  id: 'resnet',
  geometry: null,
  properties: {
    datetime: null,
    'mlm:name': 'ResNet of land cover',
    'mlm:framework': 'pytorch',
    'mlm:tasks': ['classification'],
    'mlm:input': [{ name: '13 bands', bands: ['B01', 'B02', 'B8A'], input: { shape: [-1, 3, 64, 64] } }],
    'mlm:output': [{ classification_classes: ['Forest', 'River'].map((name, value) => ({ value, name })) }],
  },
  links: [],
  assets: {},
};
/** 1.5: bands as objects, classes of the extension for them. */
const UNET = {
  ...RESNET,
  properties: {
    ...RESNET.properties,
    'mlm:name': 'Cloud U-Net',
    'mlm:framework': 'ONNX',
    'mlm:tasks': ['semantic-segmentation'],
    'mlm:input': [{ bands: [{ name: 'B02' }, { name: 'B03' }, { name: 'nir08' }] }],
    'mlm:output': [
      {
        'classification:classes': [
          { value: 0, name: 'clear' },
          { value: 1, name: 'thick_cloud' },
        ],
      },
    ],
  },
};
const LAST = 'MLM does not say for which level it is, its margin in pixels, nor what stands for no data';

describe("another tool's item of a network", () => {
  it('is told by what keeps it from being run', () => {
    expect(foreignNetwork(RESNET)).toEqual({
      name: 'ResNet of land cover',
      reasons: [
        'it is of pytorch, and networks are run by ONNX alone',
        'it does classification, no segmentation',
        'its classes are Forest, River',
        LAST,
      ],
    });
    expect(foreignNetwork(UNET)?.reasons).toEqual(['nir08 is no band of Sentinel-2', LAST]);
  });

  it('is survived whatever its fields hold', () => {
    const properties = { 'mlm:name': 'x', 'mlm:tasks': 1, 'mlm:input': [{ bands: [null, 7] }], 'mlm:output': 'y' };
    expect(foreignNetwork({ ...RESNET, properties })?.reasons[0]).toContain('a band without a name');
    expect(foreignNetwork({ ...RESNET, properties: { 'mlm:name': 'x' } })?.reasons).toHaveLength(2);
  });

  it('is none where it is no item of a network', () => {
    for (const json of [null, [], {}, { type: 'Feature', properties: {} }, { id: 'nephos-l2a' }])
      expect(foreignNetwork(json)).toBe(null);
  });

  it('is refused as a pack in words, with what to do', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nephoscope-mlm-'));
    try {
      await writeFile(join(folder, 'item.json'), JSON.stringify(UNET));
      await writeFile(join(folder, 'model.onnx'), 'x');
      const error = await loadPack(folder).then(
        () => null,
        (refusal) => refusal,
      );
      expect(error.message).toContain('item.json tells of "Cloud U-Net" as a catalogue does, not as a pack:');
      expect(error.message).toContain('nir08 is no band of Sentinel-2; MLM does not say');
      expect(error.remedy).toContain('model.json');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
