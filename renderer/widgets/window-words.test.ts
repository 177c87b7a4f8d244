import { expect, it } from 'vitest';
import { inWindowWords } from './window-words.ts';

it.each([
  [
    'Give it: --scale 1 for reflectance (0 to 1), --scale 0.01 for percent.',
    'Give it: Scale 1 for reflectance (0 to 1), Scale 0.01 for percent.',
  ],
  ['Give its pixel size in metres (--pixel-size).', 'Give its pixel size in metres (Pixel size).'],
  ['Say which (--level L1C or --level L2A).', 'Say which (Level L1C or Level L2A).'],
  [
    'Name the 4 planes in their order (--bands B02,B03,-,...), with "-" for none.',
    'Name the 4 planes in their order (Bands B02, B03, -, ...), with "-" for none.',
  ],
  [
    'Convert it: gdal_translate -co NBITS=16 in.tif --config X',
    'Convert it: gdal_translate -co NBITS=16 in.tif --config X',
  ],
])('%s', (told, said) => {
  expect(inWindowWords(told)).toBe(said);
});
