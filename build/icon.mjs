import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { decode } from 'fast-png';

/**
 * The application's icon in the forms that systems want, all drawn from `icon.svg`. electron-builder would make them of one
 * picture, too, but fetches a program from GitHub for that.
 */
const SVG = new URL('icon.svg', import.meta.url);
const LINUX_SIZES = [16, 32, 48, 64, 128, 256, 512];
/** Pixels as they are up to 48, as Windows' oldest readers want them; PNG for the large one. */
const WINDOWS_SIZES = [16, 24, 32, 48, 256];
/** The types of PNGs in an ICNS, with their widths: https://en.wikipedia.org/wiki/Apple_Icon_Image_format */
const MAC_TYPES = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 };
/** Apple's squares take 824 of 1024 pixels; ours 896. */
const MAC_VIEW = '-44.500 -44.500 1113 1113';

/** Of the process, not of this module: a test runner may load it more than once, and the program starts only once. */
const READY = Symbol.for('nephoscope: resvg is ready');

/**
 * The icon as PNG with straight alpha.
 * @param size width and height, pixels
 * @param view what is shown of the drawing, as SVG's `viewBox`; all of it where left out
 */
export async function iconPng(size, view) {
  const program = createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm');
  globalThis[READY] ??= initWasm(readFileSync(program));
  await globalThis[READY];
  const drawn = readFileSync(SVG, 'utf8');
  const svg = view ? drawn.replace(/viewBox="[^"]*"/, `viewBox="${view}"`) : drawn;
  return Buffer.from(new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng());
}

/** A bitmap as it lies in an ICO: header of twice the height, BGRA from the last row, and a mask that hides nothing. */
function bitmap(png) {
  const { width, height, data } = decode(png);
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(width, 4);
  header.writeInt32LE(2 * height, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const pixels = Buffer.alloc(4 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = 4 * (y * width + x);
      const [red, green, blue, alpha] = data.subarray(from, from + 4);
      pixels.set([blue, green, red, alpha], 4 * ((height - 1 - y) * width + x));
    }
  return Buffer.concat([header, pixels, Buffer.alloc(4 * Math.ceil(width / 32) * height)]);
}

/** For Windows' executable, installer and shortcuts. */
export async function iconIco() {
  const pictures = await Promise.all(
    WINDOWS_SIZES.map(async (size) => (size < 256 ? bitmap(await iconPng(size)) : iconPng(size))),
  );
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach((picture, index) => {
    const entry = 6 + 16 * index;
    // 0 stands for 256.
    head.writeUInt8(WINDOWS_SIZES[index] % 256, entry);
    head.writeUInt8(WINDOWS_SIZES[index] % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(picture.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += picture.length;
  });
  return Buffer.concat([head, ...pictures]);
}

/** For macOS' application and disk image. */
export async function iconIcns() {
  const chunk = (type, parts) => {
    const head = Buffer.from(`${type}....`);
    head.writeUInt32BE(8 + parts.reduce((sum, { length }) => sum + length, 0), 4);
    return Buffer.concat([head, ...parts]);
  };
  const entries = Object.entries(MAC_TYPES);
  return chunk(
    'icns',
    await Promise.all(entries.map(async ([type, size]) => chunk(type, [await iconPng(size, MAC_VIEW)]))),
  );
}

/** Writes `icon.ico`, `icon.icns` and, for Linux and its windows, `SIZExSIZE.png`. */
export async function writeIcons(folder) {
  mkdirSync(folder, { recursive: true });
  for (const size of LINUX_SIZES) writeFileSync(join(folder, `${size}x${size}.png`), await iconPng(size));
  writeFileSync(join(folder, 'icon.ico'), await iconIco());
  writeFileSync(join(folder, 'icon.icns'), await iconIcns());
}
