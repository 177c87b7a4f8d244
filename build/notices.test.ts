import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { packageOf } from './bundled-packages.ts';
import { buildIfStale } from './dist.mjs';

interface Notice {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}
let notices: readonly Notice[];
beforeAll(async () => {
  await buildIfStale({ renderer: true });
  notices = JSON.parse(readFileSync('dist/renderer/notices.json', 'utf8'));
});

it('names every package that the programs load, and every one that is bundled into the window', () => {
  const names = notices.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
  const bundled = [
    '@mantine/core',
    '@tanstack/react-query',
    'lucide-react',
    'maplibre-gl',
    'react',
    'react-dom',
    'uplot',
  ];
  expect(names).toEqual(expect.arrayContaining(bundled));
  expect(names).not.toContain('electron-builder');
  expect(names).not.toContain('vitest');
});

it('gives a licence and its text for each', () => {
  for (const { name, version, licence, text } of notices) {
    expect(version, name).toMatch(/^\d+\./);
    expect(licence, name).toMatch(/^[\w.() -]+$/);
    expect(text.length, name).toBeGreaterThan(200);
  }
  expect(notices.find(({ name }) => name === 'gdal3.js')).toMatchObject({
    licence: 'LGPL-2.1-or-later',
    text: expect.stringContaining('GNU LESSER GENERAL PUBLIC LICENSE'),
  });
  expect(notices.find(({ name }) => name === 'h5wasm')?.text).toMatch(
    /NIST-developed software.*HDF5 Copyright statement/s,
  );
});

it('holds nothing that our own licence could not stand beside', () => {
  const licences = new Set(notices.flatMap(({ licence }) => licence.replace(/[()]/g, '').split(/ OR | AND /)));
  const known = [
    'MIT',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'Apache-2.0',
    'LGPL-2.1-or-later',
    'Zlib',
    'CC0-1.0',
    'Unlicense',
    'BlueOak-1.0.0',
    'NIST-Software',
    // Of the rasteriser of figures: its own files stay under it, and are used as they are.
    'MPL-2.0',
    // Of the font of figures and documents.
    'OFL-1.1',
  ];
  expect([...licences].filter((licence) => !known.includes(licence))).toEqual([]);
});

it('finds the package of a module', () => {
  expect(packageOf('/x/node_modules/a/node_modules/@b/c/d.js?x')).toBe('/x/node_modules/a/node_modules/@b/c');
  expect(packageOf(resolve('renderer/main.tsx'))).toBeNull();
});
