import { join, resolve } from 'node:path';
import { type WriteZarrOptions, writeZarr } from '../simulator/zarr/write-zarr.ts';

const STEM = 'T33UVU_20240506T141500';

/** The samples that come with the application. */
export const SAMPLE_SAFE = {
  L1C: resolve(`build/samples/S2A_MSIL1C_20240506T101031_N0510_R022_${STEM}.SAFE`),
  L2A: resolve(`build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_${STEM}.SAFE`),
} as const;

/** Chunks that cut the small sample into many. */
export const SMALL_CHUNKS = { 10: 300, 20: 170, 60: 64 } as const;

/** Writes a sample as a Zarr store into a folder; returns its path. */
export async function writeStore(
  folder: string,
  level: 'L1C' | 'L2A',
  options: Partial<WriteZarrOptions> = {},
): Promise<string> {
  const path = join(folder, `S2A_MSI${level}_20240506T101031_N0510_R022_${STEM}.zarr`);
  await writeZarr(SAMPLE_SAFE[level], path, { version: 2, chunks: SMALL_CHUNKS, ...options });
  return path;
}
