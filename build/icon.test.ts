import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { expect, it, vi } from 'vitest';
import { MASK_CLASSES } from '../electron/engine/core/classes.ts';
import { iconIcns, iconIco, iconPng } from './icon.mjs';

const hex = (colour: ArrayLike<number>) =>
  `#${[...Array.from(colour)].map((one) => one.toString(16).padStart(2, '0')).join('')}`;

it("shows the classes in the window's colours", () => {
  const svg = readFileSync('build/icon.svg', 'utf8');
  const colours = MASK_CLASSES.flatMap(({ id, colour }) => (colour && id !== 'missing' ? [colour.toLowerCase()] : []));
  expect(colours).toHaveLength(3);
  for (const colour of colours) expect(svg).toContain(colour);
});

it('is sharp at 16 pixels: whole pixels of cloud and classes, nothing in the corners', async () => {
  const { width, height, data } = decode(await iconPng(16));
  const at = (x: number, y: number) => data.subarray(4 * (y * 16 + x), 4 * (y * 16 + x) + 4);
  expect([width, height]).toEqual([16, 16]);
  expect(hex(at(8, 5))).toBe('#ffffffff');
  expect(at(0, 0)[3]).toBe(0);
  // Between the pixels of the mask, and above the cloud, the sky shows through by an eighth of a pixel at most.
  const near = (colour: ArrayLike<number>, wanted: readonly number[]) =>
    Math.max(...wanted.map((one, index) => Math.abs(one - colour[index]!)));
  for (const [x, y, wanted] of [
    [9, 9, [0xd5, 0x5e, 0x00]],
    [5, 9, [0xf0, 0xe4, 0x42]],
    [7, 13, [0x00, 0x72, 0xb2]],
    [1, 9, [0x00, 0x9e, 0x73]],
  ] as const)
    expect(near(at(x, y), wanted), `${x}, ${y}`).toBeLessThan(32);
});

it('is written for Windows as pixels up to 48 and as PNG at 256', async () => {
  const ico = await iconIco();
  expect([0, 2, 4].map((offset) => ico.readUInt16LE(offset))).toEqual([0, 1, 5]);
  const entries = Array.from({ length: 5 }, (_, index) => {
    const entry = 6 + 16 * index;
    const [bytes, offset] = [ico.readUInt32LE(entry + 8), ico.readUInt32LE(entry + 12)];
    return { size: ico[entry] || 256, picture: ico.subarray(offset, offset + bytes), end: offset + bytes };
  });
  expect(entries.map(({ size }) => size)).toEqual([16, 24, 32, 48, 256]);
  expect(entries.at(-1)?.end).toBe(ico.length);
  for (const { size, picture } of entries.slice(0, 4)) {
    expect([picture.readUInt32LE(0), picture.readInt32LE(4), picture.readInt32LE(8)]).toEqual([40, size, 2 * size]);
    const { data } = decode(await iconPng(size));
    // The last row comes first, and blue before red.
    const row = picture.subarray(40, 40 + 4 * size);
    const middle = 4 * (size / 2);
    expect([row[middle + 2], row[middle + 1], row[middle], row[middle + 3]]).toEqual([
      ...data.subarray(4 * size * (size - 1) + middle, 4 * size * (size - 1) + middle + 4),
    ]);
    expect(picture).toHaveLength(40 + 4 * size * size + 4 * Math.ceil(size / 32) * size);
  }
  expect(decode(entries[4]!.picture)).toMatchObject({ width: 256, height: 256 });
});

it("is written for macOS with Apple's margin, up to 1024 pixels", async () => {
  const icns = await iconIcns();
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
  const widths: Record<string, number> = {};
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    const { width, height, data } = decode(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)));
    expect(width).toBe(height);
    widths[icns.toString('latin1', at, at + 4)] = width;
    const middle = data.subarray(4 * width * (height / 2), 4 * width * (height / 2 + 1)).filter((_, i) => i % 4 === 3);
    expect(middle.indexOf(255) / width).toBeCloseTo(0.1, 1.5);
  }
  expect(widths).toEqual({ ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 });
});

it('is drawn where this module was loaded twice in one process, as by a test runner that builds', async () => {
  vi.resetModules();
  const again = await import('./icon.mjs');
  expect(again.iconPng).not.toBe(iconPng);
  expect(await again.iconPng(16)).toEqual(await iconPng(16));
});
