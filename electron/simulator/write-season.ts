import { type WriteSampleOptions, type WrittenSample, writeSample } from './write-sample.ts';

/**
 * Writes a season: products of one place, ten days apart from 6 May 2024 on, with another sky on each of them. The first
 * is the one that {@link writeSample} writes.
 *
 * @param dates how many
 * @throws what {@link writeSample} throws; the products that are whole by then stay
 */
export async function writeSeason(options: WriteSampleOptions, dates: number): Promise<WrittenSample[]> {
  const written: WrittenSample[] = [];
  for (let pass = 0; pass < dates; pass++) {
    written.push(
      await writeSample({
        ...options,
        pass,
        onProgress: ({ fraction, stage }) =>
          options.onProgress?.({
            fraction: (pass + fraction) / dates,
            stage: `Date ${pass + 1} of ${dates}: ${stage}`,
          }),
      }),
    );
  }
  return written;
}
