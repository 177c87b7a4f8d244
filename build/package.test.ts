import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { extractAll, extractFile, getRawHeader, listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildIfStale } from './dist.mjs';
import { writeStandInElectron } from './stand-in-electron.mjs';

const run = promisify(execFile);
// Packing takes half a minute, and several where the machine has much else to do.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
const folder = mkdtempSync(join(tmpdir(), 'nephoscope-package-'));

/** The real packager on an Electron that is none: what it packs is real, only Electron's own files are not. */
async function pack(
  platform: 'linux' | 'win32' | 'darwin',
  flags: readonly string[],
  resources: string,
): Promise<string> {
  const electronDist = join(folder, `electron-${platform}`);
  const output = join(folder, `out-${platform}`);
  writeStandInElectron(electronDist, platform);
  const settings = [
    `electronDist=${electronDist}`,
    `directories.output=${output}`,
    // Editing the executable needs a real one.
    'win.signAndEditExecutable=false',
    'mac.identity=null',
    ...(platform === 'win32' ? ['disableAsarIntegrity=true'] : []),
  ];
  const args = [
    '--dir',
    ...flags,
    '--config',
    'build/electron-builder.yml',
    ...settings.map((setting) => `-c.${setting}`),
  ];
  // Within Vitest, builder-util links files instead of copying them, as it does for no user; a new link is a change of
  // the file, and a mask of the sample that another test computes meanwhile is refused for it.
  const { VITEST: _, ...env } = process.env;
  await run(process.execPath, ['node_modules/electron-builder/cli.js', ...args], { maxBuffer: 1e8, env });
  return join(output, resources);
}

function filesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(root, name)).isFile());
}

function megabytes(root: string): number {
  return filesIn(root).reduce((sum, name) => sum + statSync(join(root, name)).size, 0) / 1e6;
}

interface AsarFile {
  readonly unpacked?: boolean;
  readonly integrity?: { readonly algorithm: string };
}
interface AsarFolder {
  readonly files: Readonly<Record<string, AsarFile | AsarFolder>>;
}

const filesInArchive = (archive: string) =>
  listPackage(archive, { isPack: false }).map((name) => name.replaceAll('\\', '/'));

beforeAll(() => buildIfStale({ renderer: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ['linux', ['--linux', '--x64'], 'linux-unpacked/resources', 'linux/x64', 'nephoscope'],
  ['win32', ['--win', '--arm64'], 'win-arm64-unpacked/resources', 'win32/arm64', 'Nephoscope.exe'],
  [
    ...(['darwin', ['--mac', '--arm64'], 'mac-arm64/Nephoscope.app/Contents/Resources', 'darwin/arm64'] as const),
    'Frameworks/Electron Framework.framework/Electron Framework',
  ],
] as const)('the package for %s', (platform, flags, path, binaries, program) => {
  let resources: string;
  let unpacked: string[];
  let began: number;
  beforeAll(async () => {
    began = Date.now();
    resources = await pack(platform, flags, path);
    unpacked = filesIn(join(resources, 'app.asar.unpacked')).map((name) => name.replaceAll('\\', '/'));
  });

  it('copies what it carries, and leaves the files of this project alone', () => {
    const linked = filesIn('build/samples').filter((name) => statSync(join('build/samples', name)).ctimeMs > began);
    expect(linked).toEqual([]);
  });

  it('holds the window as users get it, without the paths of its sources', () => {
    const archive = join(resources, 'app.asar');
    const scripts = filesInArchive(archive).filter((name) => /^\/dist\/renderer\/.*\.js$/.test(name));
    expect(scripts.length).toBeGreaterThan(10);
    const forDevelopers = scripts.filter((name) => {
      const text = extractFile(archive, name.slice(1)).toString();
      return text.includes('jsxDEV') || text.includes(resolve('renderer'));
    });
    expect(forDevelopers).toEqual([]);
  });

  it('carries the runtime of its own system and no other', () => {
    const native = unpacked.filter((name) => /\.(node|dll|dylib)$|\.so(\.\d+)*$/.test(name));
    expect(native.some((name) => name.endsWith('onnxruntime_binding.node'))).toBe(true);
    expect(native.filter((name) => !name.includes(`napi-v6/${binaries}/`))).toEqual([]);
  });

  it('has the icon of the application, not that of Electron', () => {
    expect(filesInArchive(join(resources, 'app.asar'))).toContain('/dist/icon/512x512.png');
    if (platform === 'darwin')
      expect(readFileSync(join(resources, 'icon.icns')).equals(readFileSync('dist/icon/icon.icns'))).toBe(true);
  });

  it('keeps outside the archive only what must be a file: native libraries, WebAssembly and its data', () => {
    const names = unpacked.map((name) => name.split('/').at(-1));
    expect(names).toEqual(
      expect.arrayContaining(['gdal3WebAssembly.wasm', 'gdal3WebAssembly.data', 'openjpegwasm_decode.wasm']),
    );
    const others = unpacked.filter((name) => !/\.(node|dll|dylib|wasm|data)$|\.so(\.\d+)*$/.test(name));
    // GDAL is replaceable, as its licence wants: script, program and data lie beside each other.
    expect(others.filter((name) => !name.startsWith('node_modules/gdal3.js/'))).toEqual([]);
  });

  it('covers every program by the integrity of the archive', () => {
    const archive = join(resources, 'app.asar');
    const { header } = getRawHeader(archive) as unknown as { header: AsarFolder };
    const dist = header.files.dist as AsarFolder;
    const programs = [
      ...['main.mjs', 'preload.cjs', 'engine-process.mjs'],
      ...['network-host.worker.mjs', 'inference.worker.mjs', 'decode.worker.mjs', 'lifeline.worker.mjs'],
    ];
    for (const name of programs) {
      const file = dist.files[name] as AsarFile;
      expect(file, name).toMatchObject({ integrity: { algorithm: 'SHA256' } });
      expect(file.unpacked, name).toBeUndefined();
    }
    for (const [name, file] of Object.entries(dist.files)) expect('unpacked' in file, name).toBe(false);
    expect(Object.keys(dist.files).filter((name) => /\.map$|\.test\./.test(name))).toEqual([]);
  });

  it('cannot be run as Node, with options of Node, or with another archive', () => {
    const wire = readFileSync(join(resources, '..', program));
    const sentinel = wire.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
    expect(sentinel).toBeGreaterThanOrEqual(0);
    // Behind it a version and a count; then, one character each, in the order of `FuseV1Options`: run as Node, encrypt cookies,
    // NODE_OPTIONS, --inspect, integrity, only from the archive, a snapshot of its own, privileges of file addresses, and
    // handlers that spare WebAssembly its checks of bounds: those stay on.
    expect(wire.subarray(sentinel + 34, sentinel + 43).toString()).toBe('000011001');
  });

  it('carries the licences of everything in it', () => {
    const archive = join(resources, 'app.asar');
    expect(extractFile(archive, 'LICENSE').toString()).toContain('Apache License');
    const notices = JSON.parse(extractFile(archive, 'dist/renderer/notices.json').toString()) as {
      readonly name: string;
    }[];
    const names = notices.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['gdal3.js', 'onnxruntime-node', 'maplibre-gl', 'react', 'hono']));
    const licences = filesInArchive(archive).filter((name) => /licen[cs]e/i.test(name.split('/').at(-1) ?? ''));
    expect(licences.some((name) => name.endsWith('.md'))).toBe(true);
    expect(filesInArchive(archive).filter((name) => /^\/(renderer|electron|models|e2e|README)/.test(name))).toEqual([]);
  });

  it('brings models and samples, and no weights that are not ours', () => {
    const models = filesIn(join(resources, 'models')).filter((name) => name.endsWith('.onnx'));
    const ours = ['nephos-l1c', 'nephos-l1c-int8', 'nephos-l2a', 'nephos-l2a-int8'];
    expect(models.toSorted()).toEqual(ours.map((pack) => join(pack, 'model.onnx')).toSorted());
    expect(existsSync(join(resources, 'models', 'training'))).toBe(false);
    expect(readdirSync(join(resources, 'samples')).filter((name) => name.endsWith('.SAFE'))).toHaveLength(2);
  });

  it('stays below 260 MB without Electron', () => {
    expect(megabytes(resources)).toBeLessThan(260);
  });
});

describe('what is packed for this system', () => {
  it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('starts: main, preload and engine', async () => {
    const resources = join(folder, 'out-linux', 'linux-unpacked', 'resources');
    const app = join(folder, 'extracted');
    extractAll(join(resources, 'app.asar'), app);
    await cp('electron/test/stand-in', join(app, 'electron', 'test', 'stand-in'), { recursive: true });
    const env = {
      ...process.env,
      STAND_IN_FOLDER: folder,
      STAND_IN_PRODUCT: resolve('build'),
      STAND_IN_ELSEWHERE: folder,
      NEPHOSCOPE_CACHE: join(folder, 'cache'),
      NEPHOSCOPE_MODELS: join(resources, 'models'),
    };
    const standIn = join(app, 'electron', 'test', 'stand-in');
    const args = ['--import', join(standIn, 'register.mjs'), join(standIn, 'drive.mjs')];
    const { stdout } = await run(process.execPath, [...args, 'page', join(app, 'dist', 'main.mjs')], {
      env,
      maxBuffer: 1e8,
    });
    const report = JSON.parse(stdout.trim().split('\n').at(-1) as string);
    expect(report.about.status).toBe(200);
    expect(report.index.body).toContain('<title>');
    expect(report.bridge).toEqual(expect.arrayContaining(['choose', 'dropped', 'onOpen']));
  });

  it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('holds every package that it loads', async () => {
    const app = join(folder, 'extracted');
    await cp('build/load-packed.mjs', join(app, 'load-packed.mjs'));
    const { stdout } = await run(process.execPath, ['load-packed.mjs'], {
      cwd: app,
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    });
    const { names, missing } = JSON.parse(stdout.trim().split('\n').at(-1) as string);
    expect(names).toEqual(expect.arrayContaining(['yaml', 'pdfkit', 'onnxruntime-node', 'h5wasm/node', 'tinypool']));
    expect(missing).toEqual([]);
  });
});
