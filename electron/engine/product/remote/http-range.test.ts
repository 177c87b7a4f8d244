import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { outcome, type RangeServer, serveRanges } from '../../../test/range-server.ts';
import { createRemoteAccess } from './create-access.ts';

let folder: string;
let server: RangeServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-ranges-'));
  await writeFile(join(folder, 'large.bin'), Buffer.alloc(3_000_000, 7));
  server = await serveRanges(folder);
});
afterEach(() => {
  server.manners = {};
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
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
    expect(await outcome(read())).toMatch(expected);
  });

  it('is asked for again where the server is busy or breaks off', async () => {
    server.manners = { busy: 1, breaksOff: { after: 10_000, times: 1 } };
    expect((await read()).length).toBe(3_000_000);
  });

  it('is given up where it always breaks off', async () => {
    server.manners = { breaksOff: { after: 10_000, times: 100 } };
    expect(await outcome(read())).toMatch(
      /cannot be read over the network: .*(terminated|broke off|other side closed)/,
    );
  });

  it('is opened again as it is now once it has changed', async () => {
    const remote = createRemoteAccess();
    let version = 1;
    server.manners = { etag: () => `"${version}"` };
    const file = await remote.open(`${server.url}/large.bin`);
    version = 2;
    expect(await outcome(file.read(0, 3_000_000))).toMatch(/changed on its server .* Open the product again/);
    const again = await remote.open(`${server.url}/large.bin`);
    expect((await again.read(0, 3_000_000)).length).toBe(3_000_000);
  });

  it('is waited for where its server is slow, and given up where it is silent', async () => {
    server.manners = { slow: { pieces: 4, pauseMs: 150 } };
    const patient = await createRemoteAccess({ patienceMs: 500 }).open(`${server.url}/large.bin`);
    expect((await patient.read(0, 100_000)).length).toBe(100_000);
    server.manners = { slow: { pieces: 1, pauseMs: 1000 } };
    expect(await outcome(createRemoteAccess({ patienceMs: 300 }).open(`${server.url}/large.bin`))).toMatch(
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
    ['https://example.org/a.zip', 'https://me:key@example.org/b.zip', /it leads to example\.org by a name or password/],
  ])('is not followed from %s to %s', async (from, to, expected) => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: URL) => {
      asked.push(url.href);
      return new Response(null, { status: 302, headers: { location: to } });
    });
    try {
      expect(await outcome(createRemoteAccess().open(from))).toMatch(expected);
      expect(asked).toEqual([from]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('is missed', async () => {
    expect(await outcome(createRemoteAccess().open(`${server.url}/none.zip?token=x`))).toMatch(
      /none\.zip cannot be read .* it has no such file \(404\)/,
    );
  });
});
