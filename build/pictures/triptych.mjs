import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `node build/pictures/triptych.mjs PRODUCT MASK.tif OUT.jpg`: true colour, mask and SCL of a product side by side, by
 * Debian's gdal-bin. Clear is dark green here so that it is told from no data.
 */
const { positionals } = parseArgs({ allowPositionals: true });
const [product, mask, out] = positionals;
if (!product || !mask || !out) throw new Error('Usage: node build/pictures/triptych.mjs PRODUCT MASK.tif OUT.jpg');

const WIDTH = 640;
const folder = mkdtempSync(join(tmpdir(), 'nephoscope-triptych-'));
const files = readdirSync(product, { recursive: true, encoding: 'utf8' });
const band = (pattern) => {
  const found = files.find((file) => pattern.test(file));
  if (!found) throw new Error(`No file in ${product} matches ${pattern}.`);
  return join(product, found);
};
const gdal = (program, ...args) => execFileSync(program, ['-q', ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
const at = (name) => join(folder, name);

/** Class colours over white: clear is dark green for the eye, missing grey. */
const COLOURS = {
  clear: '38 66 40',
  shadow: '0 114 178',
  semi: '240 228 66',
  cloud: '213 94 0',
  missing: '128 128 128',
};
const table = (rules) =>
  Object.entries(rules)
    .map(([code, id]) => `${code} ${COLOURS[id]}`)
    .join('\n');
const MASK = { 0: 'missing', 1: 'clear', 2: 'shadow', 3: 'semi', 4: 'cloud', 5: 'missing' };
const SCL = {
  0: 'missing',
  1: 'missing',
  2: 'clear',
  3: 'shadow',
  4: 'clear',
  5: 'clear',
  6: 'clear',
  7: 'clear',
  8: 'cloud',
  9: 'cloud',
  10: 'semi',
  11: 'clear',
};

function coloured(source, rules, target) {
  writeFileSync(at('colours.txt'), table(rules));
  gdal('gdal_translate', '-outsize', String(WIDTH), '0', '-r', 'nearest', source, at('small.tif'));
  execFileSync('gdaldem', ['color-relief', at('small.tif'), at('colours.txt'), target, '-nearest_color_entry', '-q']);
}

const offset = /_N0[4-9]/.test(product) ? 1000 : 0;
const bands = ['B04', 'B03', 'B02'].map((name) => band(new RegExp(`_${name}_60m\\.jp2$`)));
gdal('gdalbuildvrt', '-separate', at('rgb.vrt'), ...bands);
gdal(
  'gdal_translate',
  '-ot',
  'Byte',
  '-outsize',
  String(WIDTH),
  '0',
  '-r',
  'average',
  '-scale',
  String(offset),
  String(offset + 4000),
  '0',
  '255',
  '-exponent',
  '0.6',
  at('rgb.vrt'),
  at('image.tif'),
);
coloured(mask, MASK, at('mask.tif'));
coloured(band(/_SCL_60m\.jp2$/), SCL, at('scl.tif'));
for (const [column, name] of ['image', 'mask', 'scl'].entries()) {
  const west = column * (WIDTH + 8);
  gdal(
    'gdal_translate',
    '-a_srs',
    'EPSG:3857',
    '-a_ullr',
    String(west),
    String(WIDTH),
    String(west + WIDTH),
    '0',
    at(`${name}.tif`),
    at(`${name}-placed.tif`),
  );
}
gdal('gdalbuildvrt', at('all.vrt'), ...['image', 'mask', 'scl'].map((name) => at(`${name}-placed.tif`)));
gdal('gdal_translate', '-of', 'JPEG', '-co', 'QUALITY=82', '--config', 'GDAL_PAM_ENABLED', 'NO', at('all.vrt'), out);
rmSync(folder, { recursive: true });
