/**
 * `node build/measure-archive.mjs PRODUCT.SAFE FOLDER COUNT...`: time and peak memory of `archive plan` and `archive status` of
 * runs with so many products. They share all files of PRODUCT but its metadata, 10,000 a folder. What FOLDER holds already
 * is added to, so that COUNTs may rise from call to call. One product in a hundred has failed, the rest is done.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const [product, folder, ...counts] = process.argv.slice(2);
const METADATA = readdirSync(product).find((name) => /^MTD_MSI.*\.xml$/.test(name));
const MADE = /_(\d{8}T\d{6})\.SAFE/.exec(product)[1];
const PART = 10_000;
const SHARD = 1000;

/** Writes products `from` to `to`, each as if it had been processed a second later; gives their folders. */
function writeProducts(from, to) {
  const text = readFileSync(join(product, METADATA), 'utf8');
  const shared = readdirSync(product).filter((name) => name !== METADATA);
  const parts = new Set();
  for (let index = from; index < to; index++) {
    const part = join(folder, 'products', String(Math.floor(index / PART)).padStart(4, '0'));
    const stamp = new Date(Date.UTC(2024, 4, 6, 14, 15, index + 1)).toISOString().replace(/[-:]|\.\d+Z/g, '');
    const at = join(part, basename(product).replace(MADE, stamp));
    parts.add(part);
    mkdirSync(at, { recursive: true });
    for (const name of shared) if (!existsSync(join(at, name))) symlinkSync(resolve(product, name), join(at, name));
    writeFileSync(join(at, METADATA), text.replaceAll(MADE, stamp));
  }
  return [...parts];
}

/** Runs the command line; gives its seconds, its peak memory in MiB (as Linux tells it) and what it printed. */
function run(...args) {
  const begin = performance.now();
  const child = spawn(process.execPath, [resolve('dist/cli.mjs'), 'archive', ...args]);
  let [peak, printed] = [0, ''];
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr.resume();
  const look = () => {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(statusOf(child.pid)) ?? [];
    peak = Math.max(peak, Number(kilobytes ?? 0) / 1024);
  };
  const looking = setInterval(look, 20);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      clearInterval(looking);
      if (code !== 0) return fail(new Error(`archive ${args.join(' ')} ended with ${code}: ${printed}`));
      done({ seconds: (performance.now() - begin) / 1000, peak, printed });
    });
  });
}

function statusOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

/** Results of products `from` to `to` as workers write them; of those that are done only the name is ever read. */
function writeResults(at, from, to) {
  for (let index = from; index < to; index++) {
    const shard = join(at, 'results', String(Math.floor(index / SHARD)).padStart(4, '0'));
    mkdirSync(shard, { recursive: true });
    const kind = index % 100 === 0 ? 'failed' : 'done';
    const endedAt = Date.UTC(2026, 0, 1) + index * 1000;
    const when = new Date(endedAt).toISOString();
    const result = {
      ...{
        index,
        id: `product-${index}`,
        kind,
        hash: '',
        startedAt: when,
        endedAt: when,
        seconds: 30,
        maskSeconds: 29,
      },
      ...{
        host: 'a',
        worker: 'b',
        version: '',
        files: [],
        percent: null,
        pack: null,
        grid: null,
        peakMemoryBytes: null,
      },
      ...{ warnings: [], error: { name: 'ExportError', message: `Disk ${index % 7} is full.` } },
    };
    const name = `${String(index).padStart(7, '0')}-${kind}-${endedAt}-30000.json`;
    writeFileSync(join(shard, name), kind === 'done' ? '' : JSON.stringify(result));
  }
}

const at = join(folder, 'run');
for (const count of counts.map(Number)) {
  const before = existsSync(join(at, 'run.json')) ? JSON.parse(readFileSync(join(at, 'run.json'), 'utf8')).products : 0;
  const parts = writeProducts(before, count);
  const plan = await run('plan', ...parts, '--out', at, '--no-trial', '--grid', '60', '--device', 'cpu', '--json');
  writeResults(at, before, count);
  const status = await run('status', at, '--json');
  const told = JSON.parse(status.printed);
  if (told.products !== count || told.done + told.failed !== count) throw new Error(status.printed);
  const each = (1000 * plan.seconds) / (count - before);
  console.log(
    `${count} products: plan of the last ${count - before} ${plan.seconds.toFixed(1)} s (${each.toFixed(1)} ms each), ` +
      `${plan.peak.toFixed(0)} MiB; status ${status.seconds.toFixed(2)} s, ${status.peak.toFixed(0)} MiB`,
  );
}
