import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTestBand } from '../../test/band-jp2.ts';
import { haveSharedData, T29UNU } from '../../test/test-data.ts';
import type { Jpeg2000Error } from '../core/errors.ts';
import { openFile } from '../product/byte-source.ts';
import { damageIn } from './damage.ts';
import { openJpeg2000 } from './image.ts';
import { createTileDecoder, type TileDecoder } from './tile-decoder.ts';

const GRANULE = join(T29UNU, 'GRANULE', 'L2A_T29UNU_A038058_20221005T115407', 'IMG_DATA', 'R60m');
const B11 = join(GRANULE, 'T29UNU_20221005T115411_B11_60m.jp2');

const SAMPLES = 'build/samples';
const SAMPLE = join(SAMPLES, readdirSync(SAMPLES).find((name) => /^S2A_MSIL2A_.*SAFE$/.test(name))!, 'GRANULE');
const SAMPLE_60_METRES = join(SAMPLE, readdirSync(SAMPLE)[0]!, 'IMG_DATA', 'R60m');

let decoder: TileDecoder;
let folder: string;
beforeAll(() => {
  decoder = createTileDecoder({ threads: 2, cacheBytes: 2 ** 20 });
  folder = mkdtempSync(join(tmpdir(), 'nephoscope-damage-'));
});
afterAll(async () => {
  await decoder.close();
  rmSync(folder, { recursive: true });
});

function randomBytes(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** Reads a whole file of which some bytes were overwritten; says what was complained of. */
async function readDamaged(path: string, at: number, bytes: Uint8Array, atOnce = false, reduce = 0) {
  const whole = readFileSync(path);
  whole.set(bytes, at);
  const broken = join(folder, 'broken.jp2');
  writeFileSync(broken, whole);
  const image = await openJpeg2000(await openFile(broken), decoder);
  const damage: Jpeg2000Error[] = [];
  const samples = await image.readWhole({ atOnce, reduce, onDamage: (error) => damage.push(error) });
  await image.close();
  return { samples, damage: damage.map(({ message }) => message) };
}

async function readSound(path: string, atOnce = false, reduce = 0) {
  const image = await openJpeg2000(await openFile(path), decoder);
  const samples = await image.readWhole({ atOnce, reduce });
  await image.close();
  return samples;
}

/** A textured band of 400 x 400 pixels, coded as ESA codes one of 60 m: nine tiles. */
async function texturedBand(): Promise<string> {
  const noise = randomBytes(400 * 400, 1);
  const dn = Uint16Array.from(noise, (value, i) => 1200 + (i % 400) + 4 * value);
  const path = join(folder, 'textured.jp2');
  await writeTestBand(path, { dn, width: 400, height: 400, pixelMetres: 60 }, 60);
  return path;
}

describe('damage that still decodes', () => {
  it.each([
    ['random bytes', (length: number) => randomBytes(length, 7)],
    ['zeros', (length: number) => new Uint8Array(length)],
  ])('of %s is found in each tile that it meets, and in no other', async (_, fill) => {
    const path = await texturedBand();
    const sound = await readSound(path);
    const { size } = await openFile(path).then(async (source) => source.close().then(() => source));
    for (const length of [200, 2000, 20_000]) {
      const { samples, damage } = await readDamaged(path, Math.floor(size * 0.45), fill(length));
      expect(damage.length).toBeGreaterThan(0);
      expect(damage.length).toBeLessThanOrEqual(3);
      expect(damage[0]).toMatch(/^Tile \d of 9 of the JPEG 2000 file /);
      const wrong = samples.filter((value, i) => value !== 0 && value !== sound[i]);
      expect(wrong.length, `${length} bytes`).toBe(0);
    }
  });

  it('of a hole is found where only the packets of a coarser resolution are read, or nothing read is changed', async () => {
    const path = join(SAMPLE_60_METRES, readdirSync(SAMPLE_60_METRES).find((name) => name.includes('_B11_'))!);
    const { size } = statSync(path);
    let found = 0;
    for (const reduce of [1, 2]) {
      const sound = await readSound(path, false, reduce);
      for (const share of [0.05, 0.1, 0.15, 0.2, 0.25, 0.3]) {
        const zeros = new Uint8Array(20_000);
        const { samples, damage } = await readDamaged(path, Math.floor(size * share), zeros, false, reduce);
        found += damage.length;
        const wrong = samples.filter((value, i) => value !== 0 && value !== sound[i]);
        expect(wrong.length, `from ${share} of the file on, halved ${reduce} times`).toBe(0);
      }
    }
    expect(found).toBeGreaterThan(3);
  });

  it.skipIf(!haveSharedData())('is found in a real band: 20 kB overwritten inside of B11', async () => {
    const sound = await readSound(B11);
    for (const atOnce of [false, true]) {
      const { samples, damage } = await readDamaged(B11, 1_000_000, randomBytes(20_000, 3), atOnce);
      expect(damage.length).toBeGreaterThan(0);
      for (const message of damage) expect(message).toMatch(/^Tile \d+ of 100 of the JPEG 2000 file /);
      expect(samples.filter((value, i) => value !== 0 && value !== sound[i]).length).toBe(0);
    }
  });

  it.skipIf(!haveSharedData())('is an error where nobody wants to know of it', async () => {
    const whole = readFileSync(B11);
    whole.set(randomBytes(20_000, 3), 1_000_000);
    const broken = join(folder, 'error.jp2');
    writeFileSync(broken, whole);
    const image = await openJpeg2000(await openFile(broken), decoder);
    await expect(image.readWhole()).rejects.toMatchObject({ name: 'Jpeg2000Error', file: broken });
    await image.close();
  });
});

describe('damageIn', () => {
  it('knows what an encoder may leave out at the end of a block', () => {
    const line = (count: number) => `[WARNING] PTERM check failure: ${count} synthesized 0xFF markers read`;
    expect(damageIn(['[INFO] Tile 1/1 has been decoded.', line(3), line(4)])).toBeNull();
    expect(damageIn([line(3), line(9)])).toBe('1 code-block of it ends where none may end');
    expect(damageIn(['[ERROR] Stream too short, expected SOT', ''])).toBe('Stream too short, expected SOT');
  });
});
