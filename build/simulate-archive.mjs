/**
 * `node build/simulate-archive.mjs [MEGABYTES SECONDS]`: how many products an hour workers do that read from one shared disk.
 *
 * A closed queue: each worker reads a product (MEGABYTES, 232), computes (SECONDS, 16.2), and takes the next. Whoever reads
 * gets an equal share of the disk, at most what one network card takes (processor sharing). Reading and computing alternate
 * in parts, as the worker does it; computing varies from product to product (log-normal, a quarter of its mean). The same
 * seed gives the same table.
 */
const [megabytes = 232, seconds = 16.2] = process.argv.slice(2).map(Number);
const WORKERS = [1, 10, 100, 300, 1000];
const DISKS = [100, 500, 2000, 10_000];
/** One worker's most, MB/s: 10 Gbit/s. */
const CARD = 1250;
const PARTS = 8;
const VARIATION = 0.25;

/** mulberry32 */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function logNormal(draw) {
  const sigma = Math.sqrt(Math.log(1 + VARIATION ** 2));
  const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  return Math.exp(sigma * normal - sigma ** 2 / 2);
}

/** A binary heap of `[key, worker]`, least key first. */
class Heap {
  items = [];
  push(item) {
    const { items } = this;
    let at = items.push(item) - 1;
    for (let up = (at - 1) >> 1; at > 0 && items[up][0] > items[at][0]; at = up, up = (at - 1) >> 1)
      [items[up], items[at]] = [items[at], items[up]];
  }
  pop() {
    const { items } = this;
    const first = items[0];
    const last = items.pop();
    if (items.length === 0) return first;
    items[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const down of [2 * at + 1, 2 * at + 2])
        if (down < items.length && items[down][0] < items[least][0]) least = down;
      if (least === at) return first;
      [items[least], items[at]] = [items[at], items[least]];
      at = least;
    }
  }
}

/** Products an hour and the share of the disk that is used, once the queue has settled. */
function simulate(workers, disk) {
  const draw = random(workers * 31 + disk);
  const computing = new Heap();
  const reading = new Heap();
  const left = new Array(workers).fill(0);
  const pace = new Array(workers).fill(1);
  const wanted = Math.max(500, 12 * workers);
  const settled = wanted / 3;
  let [now, served, done, begin, moved] = [0, 0, 0, 0, 0];
  // Workers do not start all at once: an engine spreads them.
  for (let worker = 0; worker < workers; worker++) computing.push([draw() * seconds, worker]);
  const rate = () => Math.min(CARD, disk / Math.max(1, reading.items.length));
  while (done < wanted) {
    const readEnd = reading.items.length > 0 ? now + (reading.items[0][0] - served) / rate() : Number.POSITIVE_INFINITY;
    const computeEnd = computing.items[0]?.[0] ?? Number.POSITIVE_INFINITY;
    const next = Math.min(readEnd, computeEnd);
    if (reading.items.length > 0) {
      served += (next - now) * rate();
      if (done >= settled) moved += (next - now) * rate() * reading.items.length;
    }
    now = next;
    if (readEnd <= computeEnd) {
      const [, worker] = reading.pop();
      computing.push([now + (seconds / PARTS) * pace[worker], worker]);
      continue;
    }
    const [, worker] = computing.pop();
    if (left[worker] === 0) {
      done++;
      if (done <= settled) [begin, moved] = [now, 0];
      left[worker] = PARTS;
      pace[worker] = logNormal(draw);
    }
    left[worker]--;
    reading.push([served + megabytes / PARTS, worker]);
  }
  const hours = (now - begin) / 3600;
  return { perHour: (wanted - Math.floor(settled)) / hours, used: moved / ((now - begin) * disk) };
}

const round = (value) => (value >= 1000 ? Math.round(value / 10) * 10 : Math.round(value));
console.log(`${megabytes} MB and ${seconds} s a product; products an hour (share of the disk that is used)`);
console.log(`| workers | ${DISKS.map((disk) => `${disk} MB/s`).join(' | ')} |`);
console.log(`|---|${DISKS.map(() => '---').join('|')}|`);
for (const workers of WORKERS) {
  const cells = DISKS.map((disk) => {
    const { perHour, used } = simulate(workers, disk);
    return `${round(perHour)} (${Math.round(100 * used)} %)`;
  });
  console.log(`| ${workers} | ${cells.join(' | ')} |`);
}
console.log(
  `| saturates at | ${DISKS.map((disk) => `${Math.round(disk / (megabytes / (seconds + megabytes / Math.min(CARD, disk))))} workers`).join(' | ')} |`,
);
console.log(`| at most | ${DISKS.map((disk) => `${round((3600 * disk) / megabytes)} an hour`).join(' | ')} |`);
