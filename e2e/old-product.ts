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
    for (const name of readdirSync(join(second, layer)))
      renameSync(join(second, layer, name), join(second, layer, name.replace('T33UVU', 'T33UVT')));
  return sample;
}
