import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

interface Size {
  readonly raw: number;
  readonly gzip: number;
}

export interface BundleSize {
  /** All scripts and styles; what the first screen loads; the styles among all. */
  readonly all: Size;
  readonly first: Size;
  readonly styles: Size;
}

/** Sizes of the built window, in bytes. The first screen loads what `index.html` names. */
export function measureBundle(folder: string): BundleSize {
  const assets = join(folder, 'assets');
  const names = readdirSync(assets).filter((name) => /\.(js|mjs|css)$/.test(name));
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const sizes = new Map(
    names.map((name) => {
      const bytes = readFileSync(join(assets, name));
      return [name, { raw: bytes.length, gzip: gzipSync(bytes).length }] as const;
    }),
  );
  const sum = (holds: (name: string) => boolean): Size =>
    [...sizes]
      .filter(([name]) => holds(name))
      .reduce((total, [, { raw, gzip }]) => ({ raw: total.raw + raw, gzip: total.gzip + gzip }), { raw: 0, gzip: 0 });
  return {
    all: sum(() => true),
    first: sum((name) => page.includes(name)),
    styles: sum((name) => name.endsWith('.css')),
  };
}
