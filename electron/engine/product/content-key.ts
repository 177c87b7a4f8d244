import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { ByteSource } from '../core/bytes.ts';
import { type FileEntry, mapFiles } from './files.ts';

const SAMPLES = 8;
const SAMPLE_BYTES = 4096;

/**
 * What tells a file on disk from what it was before: size, time of the last change of its content, and time of the last
 * change of any kind, which no program can set back, in nanoseconds.
 */
export function stampOf(stats: Pick<BigIntStats, 'size' | 'mtimeNs' | 'ctimeNs'>): string {
  return `${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}

/** Pieces of a source from its first to its last bytes, one after the other. */
export async function sampleBytes(source: ByteSource, samples = SAMPLES, bytes = SAMPLE_BYTES): Promise<Uint8Array> {
  const length = Math.min(bytes, source.size);
  const pieces: Uint8Array[] = [];
  for (let k = 0; k < samples; k++) {
    pieces.push(await source.read(Math.floor(((source.size - length) * k) / (samples - 1)), length));
  }
  return Buffer.concat(pieces);
}

/**
 * Hash of everything that decides what pixels are read: the stamps and samples of the files, and how they are read.
 * It changes when pixels may have changed, be it that they have not. What no sample can be taken of (a compressed
 * entry of a zip, an unreadable file) goes by its stamp.
 */
export async function contentKey(reading: readonly unknown[], entries: readonly FileEntry[]): Promise<string> {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  const samples = await mapFiles(sorted, async (entry) => {
    if (!entry.randomAccess || entry.size === 0) return null;
    const source = await entry.open().catch(() => null);
    if (source === null) return null;
    try {
      return await sampleBytes(source);
    } catch {
      return null;
    } finally {
      await source.close();
    }
  });
  const hash = createHash('sha256').update(JSON.stringify(reading));
  sorted.forEach((entry, k) => {
    hash.update(`\0${entry.path}\0${entry.stamp}\0`).update(samples[k] ?? '');
  });
  return hash.digest('hex');
}
