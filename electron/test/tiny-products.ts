import { cp, mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeSample } from '../simulator/write-sample.ts';
import { writeSeason } from '../simulator/write-season.ts';

const CACHE = resolve('node_modules/.cache/nephoscope-tiny-product');
const MADE = '20240506T141500';

/** A simulated L2A product of 5.4 km, made once and kept between runs of the tests. */
async function tinyProduct(): Promise<string> {
  const kept = await readdir(CACHE).catch(() => []);
  const name = kept.find((entry) => entry.endsWith('.SAFE'));
  if (name) return join(CACHE, name);
  const folder = `${CACHE}-${process.pid}`;
  const extent = { eastMetres: 5400, southMetres: 5400 };
  await writeSample({ folder, level: 'L2A', extent, threads: 1 });
  await rename(folder, CACHE).catch(() => rm(folder, { recursive: true }));
  return tinyProduct();
}

/** Writes copies of it into a folder, each as if ESA had processed it a second later; returns their paths. */
export async function writeTinyProducts(folder: string, count: number): Promise<readonly string[]> {
  const origin = await tinyProduct();
  const name = origin.split('/').at(-1)!;
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (let number = 0; number < count; number++) {
    const stamp = new Date(Date.UTC(2024, 4, 6, 14, 15, number))
      .toISOString()
      .replace(/[-:]|\.\d+/g, '')
      .slice(0, -1);
    const path = join(folder, name.replace(MADE, stamp));
    await cp(origin, path, { recursive: true });
    const metadata = join(path, 'MTD_MSIL2A.xml');
    await writeFile(metadata, (await readFile(metadata, 'utf8')).replaceAll(MADE, stamp));
    paths.push(path);
  }
  return paths;
}

/** A folder with a simulated season of L2A products of 5.4 km, ten days apart, made once and kept between runs of the tests. */
export async function tinySeason(dates: number): Promise<string> {
  const kept = `${CACHE}-season-${dates}`;
  if (await stat(kept).catch(() => null)) return kept;
  const folder = `${kept}-${process.pid}`;
  await writeSeason({ folder, level: 'L2A', size: 'tiny', threads: 1 }, dates);
  await rename(folder, kept).catch(() => rm(folder, { recursive: true }));
  return kept;
}

/** Cuts every band file of a product in half. */
export async function breakProduct(path: string): Promise<void> {
  for (const name of await readdir(path, { recursive: true })) {
    if (!/_B\d.*\.jp2$/.test(name)) continue;
    const file = join(path, name);
    await truncate(file, Math.floor((await stat(file)).size / 2));
  }
}
