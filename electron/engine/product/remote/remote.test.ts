import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { fakeTiff } from '../../../test/fake-tiff.ts';
import { outcome, type RangeServer, serveRanges } from '../../../test/range-server.ts';
import { SAMPLE_SAFE } from '../../../test/zarr-stores.ts';
import { createRasterContext } from '../../raster/context.ts';
import { openProduct } from '../open.ts';
import { createRemoteAccess } from './create-access.ts';

let folder: string;
let server: RangeServer;
let item: object;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-remote-'));
  await cp(SAMPLE_SAFE.L2A, join(folder, basename(SAMPLE_SAFE.L2A)), { recursive: true });
  execFileSync('python3', ['-m', 'zipfile', '-c', 'product.zip', basename(SAMPLE_SAFE.L2A)], { cwd: folder });
  server = await serveRanges(folder);
  const files = (await readdir(folder, { recursive: true })).filter((name) =>
    /IMG_DATA.*_B\d\w_\d0m\.jp2$|MTD_\w+\.xml$/.test(name),
  );
  const assets = Object.fromEntries(
    files.map((name) => [basename(name).replace(/\.\w+$/, ''), { href: `${server.url}/${name}` }]),
  );
  item = { type: 'Feature', stac_version: '1.0.0', id: 'S2A_33UVU', properties: {}, geometry: null, links: [], assets };
  await writeFile(join(folder, 'item.json'), JSON.stringify(item));
  await writeFile(
    join(folder, 'relative.json'),
    JSON.stringify({ ...item, assets: Object.fromEntries(files.map((name) => [basename(name), { href: name }])) }),
  );
});
afterEach(() => {
  server.manners = {};
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe('a product on a server', () => {
  it.each(['item.json', 'relative.json', 'product.zip'])('has the pixels of the one on the disk (%s)', async (name) => {
    const remote = createRemoteAccess();
    const rasters = createRasterContext({ threads: 1 });
    const [here, there] = [await openProduct(SAMPLE_SAFE.L2A), await openProduct(`${server.url}/${name}`, { remote })];
    try {
      expect([there.level, there.tile, there.sensingTime, there.grids]).toEqual([
        here.level,
        here.tile,
        here.sensingTime,
        here.grids,
      ]);
      const window = { column: 0, row: 0, width: 100, height: 100 };
      const [own, other] = await Promise.all(
        [here, there].map(async ({ bands }) =>
          (await rasters.open(bands.B04!.find((file) => file.pixelMetres === 20)!)).readWindow(window),
        ),
      );
      expect(other).toEqual(own);
      const { bytes, requests, hosts } = remote.fetched();
      expect(Object.keys(hosts)).toEqual([new URL(server.url).host]);
      expect(hosts[new URL(server.url).host]).toBe(bytes);
      expect(requests).toBeLessThan(100);
    } finally {
      await rasters.close();
      await here.close();
      await there.close();
    }
  });

  it('is not fetched unless it is allowed, and the switch is named', async () => {
    const before = server.requests.length;
    expect(await outcome(openProduct(`${server.url}/item.json?key=secret`))).toMatch(
      /item\.json is on the network, and nothing is fetched unless you ask for it\. .*--remote/,
    );
    const elsewhere = await mkdtemp(join(tmpdir(), 'nephoscope-item-'));
    const local = join(elsewhere, 'item.json');
    await writeFile(local, JSON.stringify(item));
    expect(await outcome(openProduct(local))).toMatch(
      /None of the files of the item S2A_33UVU is on this machine, and nothing is fetched.*--remote/,
    );
    expect(server.requests.length).toBe(before);
    const product = await openProduct(local, { remote: createRemoteAccess() });
    expect(product.tile).toBe('33UVU');
    await product.close();
    await rm(elsewhere, { recursive: true });
  });

  const SAFE = basename(SAMPLE_SAFE.L2A);
  it.each([SAFE, `${SAFE}/`, `${SAFE}/manifest.safe?signature=x`, `${SAFE}/MTD_MSIL2A.xml`])(
    'is found by its own list of files, of which only what is wanted is fetched (%s)',
    async (name) => {
      const before = server.requests.length;
      const there = await openProduct(`${server.url}/${name}`, { remote: createRemoteAccess() });
      const here = await openProduct(SAMPLE_SAFE.L2A);
      const asked = server.requests.slice(before);
      expect(there.path).toBe(`${server.url}/${SAFE}`);
      expect([there.id, there.key, Object.keys(there.bands), there.warnings]).toEqual([
        here.id,
        here.key,
        Object.keys(here.bands),
        here.warnings,
      ]);
      expect(asked.filter((line) => /HTML|\?.* whole/.test(line))).toEqual([]);
      // A signature for the folder goes with each of its files.
      expect(asked.every((line) => line.includes('signature=x') === name.includes('signature'))).toBe(true);
    },
  );

  it('lacks the bands that its server does not have, or has otherwise than its list says', async () => {
    const copy = join(folder, 'copy.SAFE');
    await cp(SAMPLE_SAFE.L2A, copy, { recursive: true });
    const names = await readdir(copy, { recursive: true });
    await rm(join(copy, names.find((name) => /B05_20m\.jp2$/.test(name))!));
    await writeFile(join(copy, names.find((name) => /B06_20m\.jp2$/.test(name))!), 'short');
    const product = await openProduct(`${server.url}/copy.SAFE`, { remote: createRemoteAccess() });
    const sizes = (band: 'B05' | 'B06') => product.bands[band]?.map(({ pixelMetres }) => pixelMetres);
    expect([sizes('B05'), sizes('B06')]).toEqual([[60], [60]]);
    const told = product.warnings.map(({ message }) => message).join('\n');
    expect(told).toMatch(/B05.*it has no such file \(404\)/);
    expect(told).toMatch(/B06.*has 5 bytes on its server; the product's list says \d+/);
  });

  it('is not opened in part where the network fails', async () => {
    server.manners = { ranges: false };
    expect(await outcome(openProduct(`${server.url}/${SAFE}`, { remote: createRemoteAccess() }))).toMatch(
      /it gives whole files only/,
    );
    server.manners = {};
    const remote = createRemoteAccess();
    const opening = openProduct(`${server.url}/${SAFE}`, { remote });
    await vi.waitFor(() => expect(remote.fetched().requests).toBeGreaterThan(3), { interval: 1 });
    remote.stop();
    expect(await outcome(opening)).toMatch(/Nothing is fetched: you stopped the reading/);
    const { requests } = remote.fetched();
    expect(await outcome(openProduct(`${server.url}/item.json`, { remote }))).toMatch(/you stopped the reading/);
    expect(remote.fetched().requests).toBe(requests);
  });

  it('has a list that stays in its folder', async () => {
    const leading = await readFile(join(SAMPLE_SAFE.L2A, 'manifest.safe'), 'utf8');
    await writeFile(join(folder, 'manifest.safe'), leading.replace(/href="\.\/GRANULE/, 'href="./../GRANULE'));
    expect(await outcome(openProduct(`${server.url}/manifest.safe`, { remote: createRemoteAccess() }))).toMatch(
      /lists \.\.\/GRANULE.* outside of the product/,
    );
  });

  it('may be one multi-band GeoTIFF', async () => {
    const bands = ['B02', 'B03', 'B04', 'B08'] as const;
    await writeFile(join(folder, 'stack.tif'), fakeTiff({ descriptions: bands }));
    const [options, remote] = [{ stack: { level: 'L2A', bands } as const }, createRemoteAccess()];
    const there = await openProduct(`${server.url}/stack.tif?key=x`, { ...options, remote });
    const here = await openProduct(join(folder, 'stack.tif'), options);
    expect([there.path, there.key, there.grids]).toEqual([`${server.url}/stack.tif`, here.key, here.grids]);
    const rasters = createRasterContext({ threads: 1 });
    const window = { column: 3, row: 5, width: 20, height: 20 };
    const [own, other] = await Promise.all(
      [here, there].map(async ({ bands: { B04 } }) => (await rasters.open(B04![0]!)).readWindow(window)),
    );
    expect(other).toEqual(own);
    await rasters.close();
  });

  it('is no single image of one', async () => {
    const band = (await readdir(folder, { recursive: true })).find((name) => /B04_20m\.jp2$/.test(name))!;
    expect(await outcome(openProduct(`${server.url}/${band}`, { remote: createRemoteAccess() }))).toMatch(
      /is a single image file of a product\. Give the address of the STAC item/,
    );
  });

  it.each(['https://user:secret@example.org/item.json', 'https://example.org@secret:secret@example.org/a'])(
    'has no name and password in its address (%s)',
    async (address) => {
      const told = await outcome(openProduct(address, { remote: createRemoteAccess() }));
      expect(told).toMatch(/address of example\.org has a name or password in it/);
      expect(told).not.toContain('secret');
      const hrefs = { ...item, assets: { B02: { href: address.replace(/\w+$/, 'B02.jp2') } } };
      await writeFile(join(folder, 'secret.json'), JSON.stringify(hrefs));
      const inItem = await outcome(openProduct(`${server.url}/secret.json`, { remote: createRemoteAccess() }));
      expect(inItem).toMatch(/has a name or password in it/);
      expect(inItem).not.toContain('secret@');
    },
  );

  it('names no file of this machine', async () => {
    const passwd = { ...item, assets: { B02: { href: 'file:///etc/passwd' }, B03: { href: '/etc/hosts' } } };
    await writeFile(join(folder, 'hostile.json'), JSON.stringify(passwd));
    expect(await outcome(openProduct(`${server.url}/hostile.json`, { remote: createRemoteAccess() }))).toMatch(
      /None of the files of the item S2A_33UVU/,
    );
  });
});
