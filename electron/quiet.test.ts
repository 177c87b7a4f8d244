import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveRanges } from './test/range-server.ts';

// Nothing leaves the machine. Programs run as a user would run them: in a home of their own, without the variables by
// which ONNX Runtime knows a test machine, and under strace where it is there, which sees every address that is tried.

const SAMPLE = resolve('build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE');
/** The runtime's uploader, where it is not silenced, calls its maker within a quarter of a minute. */
const PATIENCE_MILLISECONDS = 16_000;
/** Variables that would silence the runtime by themselves, or lead our own folders elsewhere. */
const HUSHES =
  /^(CI|TF_BUILD|GITHUB_ACTIONS|GITLAB_CI|CIRCLECI|TRAVIS|JENKINS_URL|CODEBUILD_BUILD_ID|BUILDKITE|TEAMCITY_VERSION|APPVEYOR|BITBUCKET_BUILD_NUMBER|SYSTEM_TEAMFOUNDATIONCOLLECTIONURI|ORT_.*|XDG_.*|NEPHOSCOPE_.*|VITEST.*|NODE_OPTIONS)$/;
const OUR_FOLDERS = /^home\/(\.cache|\.local\/share)\/nephoscope\//;
const CALLS = 'trace=connect,sendto,sendmsg,sendmmsg';

const canTrace = spawnSync('strace', ['--seccomp-bpf', '-D', '-f', '-o', '/dev/null', 'true']).status === 0;
if (!canTrace) console.warn('No strace here (or it may not trace): addresses are not looked at, only files.');

interface Place {
  readonly folder: string;
  readonly log: string;
  start(program: string, ...args: string[]): ChildProcess;
  /** Files under the folder but what was asked for, relative to it. */
  strangeFiles(): Promise<string[]>;
  /** Addresses that were tried beyond this machine, and name servers. */
  strangeAddresses(): Promise<string[]>;
  /** Calls that name an address of the internet's kind, this machine's own included. */
  addresses(): Promise<string[]>;
}

async function createPlace(folder: string): Promise<Place> {
  for (const name of ['home', 'temporary', 'here', 'root']) await mkdir(join(folder, name), { recursive: true });
  const log = join(folder, 'calls');
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !HUSHES.test(name))),
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'temporary'),
  };
  const addresses = async () => {
    if (!canTrace) return [];
    return (await readFile(log, 'utf8')).split('\n').filter((line) => /AF_INET6?\b/.test(line));
  };
  return {
    folder,
    log,
    addresses,
    start(program, ...args) {
      const command = [process.execPath, program, ...args];
      // With -D the program stays our child, so that signals reach it.
      const traced = canTrace
        ? ['strace', '--seccomp-bpf', '-D', '-f', '-qq', '-e', CALLS, '-o', log, ...command]
        : command;
      return spawn(traced[0]!, traced.slice(1), { env, cwd: join(folder, 'here'), stdio: ['ignore', 'pipe', 'pipe'] });
    },
    async strangeFiles() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
        .filter((name) => name !== 'calls' && !name.startsWith('root/') && !OUR_FOLDERS.test(name));
    },
    async strangeAddresses() {
      return (await addresses()).filter((line) => {
        const address = /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/.exec(line);
        const at = address?.[1] ?? address?.[2] ?? 'unknown';
        return !/^(127\.|::1$|::ffff:127\.)/.test(at) || /htons\(53\)/.test(line);
      });
    },
  };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => child.on('close', done));
}

function output(child: ChildProcess): { text: string } {
  const told = { text: '' };
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk) => {
      told.text += chunk;
    });
  return told;
}

/** The API as the window has it, of a program that says its address. */
async function windowOf(told: { readonly text: string }) {
  await expect.poll(() => told.text, { timeout: 30_000 }).toMatch(/http:\S+token=/);
  const address = /http:\S+/.exec(told.text)![0];
  const entry = await fetch(address, { redirect: 'manual' });
  const headers = {
    cookie: (entry.headers.get('set-cookie') ?? '').split(';')[0]!,
    'content-type': 'application/json',
  };
  const api = async (path: string, body?: unknown) => {
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(new URL(path, address), init)).json() as Promise<Record<string, unknown>>;
  };
  return { api };
}

describe.skipIf(process.platform === 'win32')('nothing leaves the machine', () => {
  let parent: string;
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'quiet-'));
  });
  afterAll(() => rm(parent, { recursive: true, force: true }));

  it('would be seen: the runtime by itself leaves an identifier and a store of events', async () => {
    const place = await createPlace(join(parent, 'loud'));
    const code = `require(${JSON.stringify(resolve('node_modules/onnxruntime-node'))}).InferenceSession.create(${JSON.stringify(
      resolve('electron/engine/model/fixtures/tiny-pixel/model.onnx'),
    )})`;
    await ended(place.start('-e', code));
    expect((await place.strangeFiles()).join('\n')).toMatch(/deviceid/);
  });

  it('while a mask is computed', async () => {
    const place = await createPlace(join(parent, 'mask'));
    const child = place.start(
      resolve('dist/cli.mjs'),
      ...['mask', SAMPLE, '--out', join(place.folder, 'root'), '--grid', '60', '--format', 'cog,shp'],
    );
    const told = output(child);
    expect(await ended(child), told.text).toBe(0);
    expect((await readdir(join(place.folder, 'root'))).join()).toMatch(/mask_60m.tif.*polygons_60m.shp/);
    expect(await place.strangeFiles()).toEqual([]);
    expect(await place.strangeAddresses()).toEqual([]);
  });

  it('of a product on a server: it is asked with --remote alone, and no one else', async () => {
    const place = await createPlace(join(parent, 'remote'));
    const files = join(place.folder, 'root');
    await cp(SAMPLE, join(files, basename(SAMPLE)), { recursive: true });
    const names = (await readdir(files, { recursive: true })).filter((name) => /_20m\.jp2$|MTD_\w+\.xml$/.test(name));
    const server = await serveRanges(files);
    try {
      const assets = Object.fromEntries(names.map((name) => [basename(name), { href: `${server.url}/${name}` }]));
      const item = {
        type: 'Feature',
        stac_version: '1.0.0',
        id: 'one',
        properties: {},
        geometry: null,
        links: [],
        assets,
      };
      await writeFile(join(files, 'item.json'), JSON.stringify(item));
      for (const product of [`${server.url}/item.json`, join(files, 'item.json')]) {
        const refused = place.start(resolve('dist/cli.mjs'), 'info', product);
        const told = output(refused);
        expect(await ended(refused)).not.toBe(0);
        expect(told.text).toMatch(/nothing is fetched unless you ask for it/);
        expect(server.requests).toEqual([]);
        expect(await place.addresses()).toEqual([]);
      }
      const safe = `${server.url}/${basename(SAMPLE)}`;
      const mask = ['mask', safe, '--out', join(place.folder, 'masks'), '--grid', '60', '--format', 'cog'];
      const unasked = place.start(resolve('dist/cli.mjs'), ...mask);
      const word = output(unasked);
      expect(await ended(unasked)).not.toBe(0);
      expect(word.text).toMatch(/nothing is fetched unless you ask for it/);
      expect([server.requests, await place.addresses()]).toEqual([[], []]);
      const asking = place.start(resolve('dist/cli.mjs'), ...mask, '--remote');
      const answer = output(asking);
      expect(await ended(asking), answer.text).toBe(0);
      expect(answer.text).toMatch(/Fetched \d+\.\d MB in \d+ requests from 127\.0\.0\.1:\d+\n/);
      const onlyServer = `htons(${new URL(server.url).port}), sin_addr=inet_addr("127.0.0.1")`;
      expect((await place.addresses()).filter((line) => !line.includes(onlyServer))).toEqual([]);
      if (canTrace) expect((await place.addresses()).length).toBeGreaterThan(0);
      server.requests.length = 0;
      const child = place.start(resolve('dist/cli.mjs'), 'info', `${server.url}/item.json`, '--remote');
      const told = output(child);
      expect(await ended(child), told.text).toBe(0);
      expect(told.text).toMatch(/Fetched \d+\.\d MB in \d+ requests from 127\.0\.0\.1:\d+\n/);
      expect(server.requests.length).toBeGreaterThan(names.length);
      const named = `htons(${new URL(server.url).port}), sin_addr=inet_addr("127.0.0.1")`;
      const asked = await place.addresses();
      expect(asked.filter((line) => !line.includes(named))).toEqual([]);
      if (canTrace) expect(asked.length).toBeGreaterThan(0);
    } finally {
      await server.close();
    }
  });

  it('while the window is told to open an address, and reading over the network is off', async () => {
    const place = await createPlace(join(parent, 'off'));
    const server = await serveRanges(resolve('build/samples'));
    const child = place.start(resolve('dist/cli.mjs'), 'serve', '--no-open', '--root', join(place.folder, 'root'));
    const told = output(child);
    try {
      const { api } = await windowOf(told);
      const address = `${server.url}/${basename(SAMPLE)}/manifest.safe`;
      expect(await api('api/settings')).toMatchObject({ readRemote: false });
      for (const path of ['look', 'open'])
        expect(await api(`api/remote/${path}`, { address })).toMatchObject({ error: { name: 'RemoteRefusal' } });
    } finally {
      child.kill('SIGTERM');
      await ended(child);
    }
    expect(server.requests).toEqual([]);
    const { port } = new URL(server.url);
    expect((await place.addresses()).filter((line) => line.includes(`htons(${port})`))).toEqual([]);
    expect(await place.strangeAddresses()).toEqual([]);
    await server.close();
  });

  it('while the application is served and computes', async () => {
    const place = await createPlace(join(parent, 'serve'));
    const begin = Date.now();
    const child = place.start(resolve('dist/cli.mjs'), 'serve', '--no-open', '--root', join(place.folder, 'root'));
    const told = output(child);
    try {
      const { api } = await windowOf(told);
      const { id } = await api('api/sample', { level: 'L2A' });
      const job = await api('api/jobs', { kind: 'mask', product: id, pack: 'nephos-l2a', grid: 60 });
      const state = async () =>
        ((await api('api/jobs')) as unknown as { id: string; state: string }[]).find((one) => one.id === job.id)?.state;
      await expect.poll(state, { timeout: 60_000 }).toBe('done');
      await new Promise((done) => setTimeout(done, PATIENCE_MILLISECONDS - (Date.now() - begin)));
    } finally {
      child.kill('SIGTERM');
      await ended(child);
    }
    expect(await place.strangeFiles()).toEqual([]);
    expect(await place.strangeAddresses()).toEqual([]);
  });
});

it('loads the runtime in one place alone', async () => {
  const sources = (await readdir('electron', { recursive: true, encoding: 'utf8' })).filter((name) =>
    /\.(ts|mjs)$/.test(name),
  );
  const loading: string[] = [];
  for (const name of sources)
    if (
      /^(?!import type).*(from|import|require|resolve)\W+onnxruntime-(node|common)\b/m.test(
        await readFile(join('electron', name), 'utf8'),
      )
    )
      loading.push(name);
  expect(loading.sort()).toEqual(
    ['engine/model/onnx-runtime.ts', 'quiet.test.ts'].filter((name) => loading.includes(name)),
  );
  expect(loading).toContain('engine/model/onnx-runtime.ts');
});
