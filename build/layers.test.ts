import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The house from the ground up: a file may import from its own folder and from those before it, never from those after. */
const ENGINE = [
  ...['core', 'gdal', 'product', 'jpeg2000', 'raster', 'model', 'mask', 'export', 'compare', 'contract'],
  ...['produce', 'archive', 'label', 'adapt', 'series', 'jobs', 'session', 'view', 'api', 'index.ts'],
].map((name) => `electron/engine/${name}`);
const PROGRAMS = [
  ...['simulator', 'shell', 'desktop', 'cli', 'engine-process.ts', 'cli.ts', 'preload.ts', 'main.ts'],
  'test',
].map((name) => `electron/${name}`);
const RENDERER = [
  ...[
    'api',
    'geo',
    'state',
    'commands',
    'widgets',
    'map',
    'actions',
    'label',
    'panels',
    'strip',
    'dialogs',
    'styles',
    'app',
    'main.tsx',
  ],
].map((name) => `renderer/${name}`);
const LAYERS: readonly string[] = [...ENGINE, ...PROGRAMS, ...RENDERER];

/** What else is forbidden: a layer, and what none of its files may import. */
const FORBIDDEN: readonly { readonly layer: string; readonly imports: RegExp; readonly why: string }[] = [
  { layer: 'electron/engine', imports: /^electron$/, why: 'the engine knows no shell' },
  {
    layer: 'electron/engine',
    imports: /^electron\/(simulator|shell|cli|test)/,
    why: 'the engine is below all programs',
  },
  { layer: 'renderer', imports: /^(electron$|node:)/, why: 'the renderer runs in a browser' },
  {
    layer: 'renderer',
    imports: /^electron\/(?!engine\/contract\/)/,
    why: 'the renderer sees nothing of the engine but its contract',
  },
  ...ENGINE.filter((layer) => !/\/(api|index\.ts)$/.test(layer)).map((layer) => ({
    layer,
    imports: /^hono/,
    why: 'HTTP is for the API alone',
  })),
];

interface Import {
  readonly from: string;
  readonly to: string;
}

const SOURCE = /\.(ts|tsx)$/;
/** Tests may reach anywhere (the parts of the window are tested on a real engine), and a tool's settings run on Node. */
const APART = /\.test\.tsx?$|^renderer\/(test\/|vite\.config\.ts$)/;
const sources = ['electron', 'renderer'].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => join(root, file).split(sep).join('/')),
);
const imports = sources.filter((file) => SOURCE.test(file) && !APART.test(file)).flatMap(importsOf);

/** What a file imports: paths from the root of the repository, or names of packages. */
function importsOf(from: string): Import[] {
  const text = readFileSync(from, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name]) => ({
    from,
    to: name!.startsWith('.')
      ? normalize(join(dirname(from), name!))
          .split(sep)
          .join('/')
      : name!,
  }));
}

const isIn = (layer: string) => (path: string) => path === layer || path.startsWith(`${layer}/`);
const layerOf = (path: string): number => LAYERS.findIndex((layer) => isIn(layer)(path));

describe('the layers', () => {
  it('hold every file', () => {
    const homeless = [...new Set(imports.map(({ from }) => from))].filter((file) => layerOf(file) < 0);
    expect(homeless).toEqual([]);
  });

  it('import downwards only', () => {
    const upwards = imports.filter(({ from, to }) => layerOf(to) > layerOf(from));
    expect(upwards.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('make temporary folders in one place alone, under names by which those of dead processes are swept', () => {
    const programs = sources.filter((file) => /^electron\/(engine|cli|shell|desktop|[^/]+\.ts$)/.test(file));
    const own = programs.filter(
      (file) => SOURCE.test(file) && !APART.test(file) && file !== 'electron/engine/core/temporary.ts',
    );
    expect(own.filter((file) => /mkdtemp(Sync)?\(join\(tmpdir/.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('go round in no circle, types included', () => {
    const importsOfFile = new Map<string, string[]>();
    for (const { from, to } of imports) importsOfFile.set(from, [...(importsOfFile.get(from) ?? []), to]);
    const done = new Set<string>();
    const circleFrom = (file: string, path: readonly string[]): readonly string[] | null => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return null;
      for (const to of importsOfFile.get(file) ?? []) {
        const circle = circleFrom(to, [...path, file]);
        if (circle) return circle;
      }
      done.add(file);
      return null;
    };
    for (const file of importsOfFile.keys()) expect(circleFrom(file, [])).toBeNull();
  });

  it.each(FORBIDDEN)('$layer does not import $imports: $why', ({ layer, imports: pattern }) => {
    const wrong = imports.filter(({ from, to }) => isIn(layer)(from) && pattern.test(to));
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });
});
