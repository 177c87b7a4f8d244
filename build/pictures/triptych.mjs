import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';

/**
 * `node build/pictures/triptych.mjs PRODUCT MASK.tif OUT.jpg`: true colour, mask and SCL of a 60 m product side by side,
 * read by GDAL (Debian's gdal-bin). Clear is dark green here, so that it can be told from missing.
 */
const [product, mask, out] = process.argv.slice(2);
if (!product || !mask || !out) throw new Error('Usage: node build/pictures/triptych.mjs PRODUCT MASK.tif OUT.jpg');

const SIZE = 640;
const GAP = 8;
const WIDTH = 3 * SIZE + 2 * GAP;
const [CLEAR, SHADOW, SEMI, CLOUD, MISSING] = [
  [38, 66, 40],
  [0, 114, 178],
  [240, 228, 66],
  [213, 94, 0],
  [128, 128, 128],
];
const MASK_COLOURS = [MISSING, CLEAR, SHADOW, SEMI, CLOUD, MISSING];
const SCL_COLOURS = [MISSING, MISSING, CLEAR, SHADOW, CLEAR, CLEAR, CLEAR, CLEAR, CLOUD, CLOUD, SEMI, CLEAR];
const DN_OFFSET = 1000;
const WHITE_DN = 4000;

const folder = mkdtempSync(join(tmpdir(), 'nephoscope-triptych-'));
const files = readdirSync(product, { recursive: true, encoding: 'utf8' });

function raw(path, ...options) {
  const target = join(folder, 'raw.bin');
  execFileSync('gdal_translate', ['-q', '-of', 'ENVI', ...options, path, target]);
  return readFileSync(target);
}

/** DN of a band, averaged to SIZE x SIZE. */
function readBand(path) {
  const bytes = raw(path, '-ot', 'UInt16', '-outsize', String(SIZE), String(SIZE), '-r', 'average');
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}

/** Codes of a square class raster, the nearest of SIZE x SIZE; read whole, since a reduced JPEG 2000 mixes codes. */
function readClasses(path) {
  const codes = raw(path, '-ot', 'Byte');
  const side = Math.sqrt(codes.length);
  const at = (i) => Math.floor(((i + 0.5) * side) / SIZE);
  return Uint8Array.from({ length: SIZE * SIZE }, (_, i) => codes[at(Math.floor(i / SIZE)) * side + at(i % SIZE)]);
}

function find(pattern) {
  const found = files.find((file) => pattern.test(file));
  if (!found) throw new Error(`No file in ${product} matches ${pattern}.`);
  return join(product, found);
}

const picture = new Uint8Array(WIDTH * SIZE * 3).fill(255);
function paint(column, colourOf) {
  for (let i = 0; i < SIZE * SIZE; i++) {
    const at = Math.floor(i / SIZE) * WIDTH + column * (SIZE + GAP) + (i % SIZE);
    picture.set(colourOf(i), 3 * at);
  }
}

const bands = ['B04', 'B03', 'B02'].map((name) => readBand(find(new RegExp(`_${name}_60m\\.jp2$`))));
const brightness = (dn) => 255 * Math.min(1, Math.max(0, (dn - DN_OFFSET) / WHITE_DN)) ** 0.6;
paint(0, (i) => bands.map((band) => brightness(band[i])));
const codes = readClasses(mask);
paint(1, (i) => MASK_COLOURS[codes[i]]);
const scl = readClasses(find(/_SCL_60m\.jp2$/));
paint(2, (i) => SCL_COLOURS[scl[i]]);

writeFileSync(join(folder, 'all.png'), encode({ width: WIDTH, height: SIZE, data: picture, channels: 3 }));
const jpeg = ['-q', '-of', 'JPEG', '-co', 'QUALITY=82', '--config', 'GDAL_PAM_ENABLED', 'NO'];
execFileSync('gdal_translate', [...jpeg, join(folder, 'all.png'), out]);
rmSync(folder, { recursive: true });
