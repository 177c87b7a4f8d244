import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale, DIST, ROOT } from './dist.mjs';

// `node build/kill-exports.mjs [KILLS]`: overwrites the exports of a sample again and again, kills each run at a random
// moment, half of them while files are being written, lets the next run look, and tells how often something was lost.

const kills = Number(process.argv[2] ?? 100);
const samples = join(ROOT, 'build/samples');
const product = join(
  samples,
  readdirSync(samples).find((name) => /MSIL2A.*\.SAFE$/.test(name)),
);
const VARIANTS = ['0.3', '0.7'];
await buildIfStale();
const folder = mkdtempSync(join(tmpdir(), 'kill-exports-'));
const out = join(folder, 'out');

/** Runs the command line; `killAfter(stderr)` returns after how many milliseconds to kill it, once it knows. */
function mask(threshold, overwrite, killAfter = () => null) {
  const args = ['mask', product, '--out', out, '--grid', '60', '--format', 'cog,shp', '--device', 'cpu'];
  const more = ['--threshold', `cloud=${threshold}`, ...(overwrite ? ['--overwrite'] : [])];
  const env = { ...process.env, NEPHOSCOPE_CACHE: join(folder, 'cache') };
  const child = spawn(process.execPath, [join(DIST, 'cli.mjs'), ...args, ...more], { env });
  let stderr = '';
  let timer;
  const look = () => {
    const wait = timer ? null : killAfter(stderr);
    if (wait !== null) timer = setTimeout(() => child.kill('SIGKILL'), wait);
  };
  child.stdout.resume();
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    look();
  });
  look();
  return new Promise((done) =>
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      done({ code, signal, stderr });
    }),
  );
}

const read = (ending) => {
  const name = readdirSync(out).find((one) => one.endsWith(ending));
  return name ? readFileSync(join(out, name)) : null;
};
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 12);

/** What is there now: which run the mask is of and which threshold the polygons; throws when anything is not whole. */
function state() {
  const strange = readdirSync(out).filter((name) => name.startsWith('.'));
  if (strange.length > 0) throw new Error(`left: ${strange}`);
  const provenance = read('.json')?.toString();
  const ended = /"endedAt":\s*"([^"]+)"/.exec(provenance ?? '')?.[1];
  if (!ended || !read('.tif')?.includes(ended)) throw new Error('mask and provenance are of two runs, or missing');
  for (const ending of ['.tif.aux.xml', '_mask_60m.qml', '_polygons_60m.qml', '.prj', '.cpg'])
    if (!read(ending)?.length) throw new Error(`${ending} is missing`);
  return { ended, polygons: ['.shp', '.shx', '.dbf'].map((ending) => hash(read(ending))).join(' ') };
}

const whole = {};
let milliseconds = 0;
for (const threshold of VARIANTS) {
  const begin = performance.now();
  const { code, stderr } = await mask(threshold, true);
  if (code !== 0) throw new Error(stderr);
  milliseconds = performance.now() - begin;
  whole[threshold] = state().polygons;
}
let [killed, lost, renewed, finished] = [0, 0, 0, 0];
for (let round = 0; killed < kills; round++) {
  const before = state();
  const atAnyTime = round % 2 === 0;
  const killAfter = (stderr) => {
    if (atAnyTime) return Math.random() * milliseconds;
    return /Writing/.test(stderr) ? Math.random() * 500 : null;
  };
  const { signal } = await mask(VARIANTS[round % 3 === 0 ? 0 : 1], true, killAfter);
  if (signal !== 'SIGKILL') continue;
  killed++;
  if (killed % 10 === 0) console.log(`${killed} kills, ${lost} lost`);
  const waiting = readdirSync(out).some((name) => name.endsWith('.part'));
  // Without leave to overwrite the next run ends what was begun, and then refuses.
  await mask(VARIANTS[0], false);
  try {
    const after = state();
    if (!Object.values(whole).includes(after.polygons)) throw new Error('polygons of two runs');
    if (after.ended !== before.ended || after.polygons !== before.polygons) renewed++;
    if (waiting) finished++;
  } catch (error) {
    lost++;
    console.log(`kill ${killed}: ${error.message}`);
    await mask(VARIANTS[0], true);
  }
}
console.log(`${killed} kills, ${lost} lost; ${renewed} left new exports, ${finished} a folder for the next run to end`);
rmSync(folder, { recursive: true });
process.exitCode = lost > 0 ? 1 : 0;
