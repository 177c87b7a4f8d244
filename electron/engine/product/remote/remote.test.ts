import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RangeServer, serveRanges } from '../../../test/range-server.ts';
import { SAMPLE_SAFE } from '../../../test/zarr-stores.ts';
import { createRasterContext } from '../../raster/context.ts';
import { openProduct } from '../open.ts';
import { createRemoteAccess } from './access.ts';

let folder: string;
let server: RangeServer;
let item: object;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-remote-'));
  await cp(SAMPLE_SAFE.L2A, join(folder, basename(SAMPLE_SAFE.L2A)), { recursive: true });
  execFileSync('python3', ['-m', 'zipfile', '-c', 'product.zip', basename(SAMPLE_SAFE.L2A)], { cwd: folder });
  await writeFile(join(folder, 'large.bin'), Buffer.alloc(3_000_000, 7));
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

const message = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error & { remedy?: string }) => `${error.message} ${error.remedy ?? ''}`,
  );

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
    expect(await message(openProduct(`${server.url}/item.json?key=secret`))).toMatch(
      /item\.json is on the network, and nothing is fetched unless you ask for it\. .*--remote/,
    );
    const local = join(await mkdtemp(join(tmpdir(), 'nephoscope-item-')), 'item.json');
    await writeFile(local, JSON.stringify(item));
    expect(await message(openProduct(local))).toMatch(
      /None of the files of the item S2A_33UVU is on this machine, and nothing is fetched.*--remote/,
    );
    expect(server.requests.length).toBe(before);
    const product = await openProduct(local, { remote: createRemoteAccess() });
    expect(product.tile).toBe('33UVU');
    await product.close();
    await rm(local);
  });

  it('names no file of this machine', async () => {
    const passwd = { ...item, assets: { B02: { href: 'file:///etc/passwd' }, B03: { href: '/etc/hosts' } } };
    await writeFile(join(folder, 'hostile.json'), JSON.stringify(passwd));
    expect(await message(openProduct(`${server.url}/hostile.json`, { remote: createRemoteAccess() }))).toMatch(
      /None of the files of the item S2A_33UVU/,
    );
  });
});

describe('a file on a server', () => {
  const read = async (offset = 0, length = 3_000_000) => {
    const file = await createRemoteAccess().open(`${server.url}/large.bin`);
    return file.read(offset, length);
  };

  it('is read in parts, each once', async () => {
    const remote = createRemoteAccess();
    const file = await remote.open(`${server.url}/large.bin`);
    const bytes = await readFile(join(folder, 'large.bin'));
    expect(Buffer.from(await file.read(100_000, 500_000)).equals(bytes.subarray(100_000, 600_000))).toBe(true);
    const { requests, bytes: fetched } = remote.fetched();
    await file.read(150_000, 100);
    expect([remote.fetched().requests, requests, fetched < 700_000]).toEqual([2, 2, true]);
  });

  it.each([
    ['gives whole files only', { ranges: false }, /it gives whole files only \(200 where 206 was asked for\)/],
    ['answers another part', { wrongPart: true }, /it answered another part than was asked for/],
    ['ends before the part that is asked for', { shrunk: true }, /it has no bytes 65536 to .* shorter than it was/],
    ['leads to a file of this machine', { redirect: () => 'file:///etc/passwd' }, /leads to file:/],
    ['leads round in a circle', { redirect: (path: string) => path }, /it leads on more than 5 times/],
    [
      'wants no one',
      { redirect: () => null, etag: () => `"${Math.random()}"` },
      /changed on its server while it was being read/,
    ],
  ])('is refused where it %s', async (_, manners, expected) => {
    server.manners = manners;
    expect(await message(read())).toMatch(expected);
  });

  it('is asked for again where the server is busy or breaks off', { timeout: 20_000 }, async () => {
    server.manners = { busy: 1, breaksOff: { after: 10_000, times: 1 } };
    expect((await read()).length).toBe(3_000_000);
  });

  it('is given up where it always breaks off', { timeout: 30_000 }, async () => {
    server.manners = { breaksOff: { after: 10_000, times: 100 } };
    expect(await message(read())).toMatch(
      /cannot be read over the network: .*(terminated|broke off|other side closed)/,
    );
  });

  it('is opened again as it is now once it has changed', async () => {
    const remote = createRemoteAccess();
    let version = 1;
    server.manners = { etag: () => `"${version}"` };
    const file = await remote.open(`${server.url}/large.bin`);
    version = 2;
    expect(await message(file.read(0, 3_000_000))).toMatch(/changed on its server .* Open the product again/);
    const again = await remote.open(`${server.url}/large.bin`);
    expect((await again.read(0, 3_000_000)).length).toBe(3_000_000);
  });

  it('is waited for where its server is slow, and given up where it is silent', { timeout: 30_000 }, async () => {
    server.manners = { slow: { pieces: 4, pauseMs: 150 } };
    const patient = await createRemoteAccess(undefined, 500).open(`${server.url}/large.bin`);
    expect((await patient.read(0, 100_000)).length).toBe(100_000);
    server.manners = { slow: { pieces: 1, pauseMs: 1000 } };
    expect(await message(createRemoteAccess(undefined, 300).open(`${server.url}/large.bin`))).toMatch(
      /large\.bin cannot be read over the network: it sent nothing for 0\.3 s/,
    );
  });

  it.each([
    [
      'https://example.org/a.zip',
      'http://example.org/a.zip',
      /it leads to http:\/\/example\.org, which is not followed/,
    ],
    ['https://example.org/a.zip', 'https://169.254.169.254/', /it leads into a private network \(169\.254\.169\.254\)/],
    ['https://example.org/a.zip', 'https://[::1]/', /it leads into a private network \(\[::1\]\)/],
    ['http://example.org/a.zip', 'http://2130706433/', /it leads into a private network \(127\.0\.0\.1\)/],
  ])('is not followed from %s to %s', async (from, to, expected) => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: URL) => {
      asked.push(url.href);
      return new Response(null, { status: 302, headers: { location: to } });
    });
    try {
      expect(await message(createRemoteAccess().open(from))).toMatch(expected);
      expect(asked).toEqual([from]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('is missed', async () => {
    expect(await message(createRemoteAccess().open(`${server.url}/none.zip?token=x`))).toMatch(
      /none\.zip cannot be read .* answered 404/,
    );
  });
});
