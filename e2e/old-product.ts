import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SAMPLES = resolve(import.meta.dirname, '../build/samples');

/**
 * Writes a product as they were before December 2016 into a folder: the L1C sample with a second granule, the tile to
 * the south. Returns the product's name.
 */
export function writeOldProduct(folder: string): string {
  const sample = readdirSync(SAMPLES).find((name) => name.includes('MSIL1C') && name.endsWith('.SAFE'))!;
  const granules = join(folder, sample, 'GRANULE');
  cpSync(join(SAMPLES, sample), join(folder, sample), { recursive: true });
  const [first] = readdirSync(granules);
  const second = join(granules, first!.replace('T33UVU', 'T33UVT'));
  cpSync(join(granules, first!), second, { recursive: true });
  const metadata = join(second, 'MTD_TL.xml');
  const southward = (text: string) => text.replaceAll('T33UVU', 'T33UVT').replaceAll('>5900040<', '>5800020<');
  writeFileSync(metadata, southward(readFileSync(metadata, 'utf8')));
  for (const layer of ['IMG_DATA', 'QI_DATA'])
    for (const name of readdirSync(join(second, layer))) {
      const path = join(second, layer, name.replace('T33UVU', 'T33UVT'));
      renameSync(join(second, layer, name), path);
      if (name.endsWith('.jp2')) moveSouth(path);
    }
  return sample;
}

/** Moves the place that a band file tells of itself (its GML box: the centre of its first pixel) by as much as the metadata. */
function moveSouth(path: string): void {
  const bytes = readFileSync(path, 'latin1');
  const moved = bytes.replace(/<gml:pos>(\d+) (\d+)<\/gml:pos>/, (_, x: string, y: string) => {
    return `<gml:pos>${x} ${Number(y) - (5_900_040 - 5_800_020)}</gml:pos>`;
  });
  writeFileSync(path, moved, 'latin1');
}
