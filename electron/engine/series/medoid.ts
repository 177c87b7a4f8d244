/** Observations of a block of pixels; buffers are shared between threads. */
export interface ObservationBlock {
  readonly pixels: number;
  readonly dates: number;
  /** Bands that are there; the first `comparedBands` decide. */
  readonly bands: number;
  readonly comparedBands: number;
  /** Reflectance * 10000 at (date * bands + band) * pixels + pixel. */
  readonly values: Int16Array<SharedArrayBuffer>;
  /** What each observation weighs at date * pixels + pixel; 0 leaves it out. */
  readonly weights: Uint8Array<SharedArrayBuffer>;
}

/** What was chosen for every pixel of a block. */
export interface Choices {
  /** Number of the date, from 1; 0 where no date has an observation. */
  readonly chosen: Uint8Array<SharedArrayBuffer>;
  /** How many dates had one. */
  readonly observations: Uint8Array<SharedArrayBuffer>;
}

/**
 * Chooses for the pixels from `from` to `to` the observation that is nearest to all others: the one with the least sum of
 * Euclidean distances over all bands, each distance times the weight of the other observation (a weighted medoid; Flood,
 * Seasonal composite Landsat TM/ETM+ images using the medoid, 2013). It is an observation as it was made, spectrum and
 * all, never a mixture. Of equals the weightiest is chosen, of those the first.
 *
 * @param dateScores factor on the weights of each date
 */
export function chooseMedoids(
  block: ObservationBlock,
  dateScores: readonly number[],
  choices: Choices,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const { pixels, dates, bands, comparedBands, values, weights } = block;
  const there = new Int32Array(dates);
  const weight = new Float64Array(dates);
  const cost = new Float64Array(dates);
  const spectra = new Float64Array(dates * comparedBands);
  for (let pixel = from; pixel < to; pixel++) {
    let count = 0;
    for (let date = 0; date < dates; date++) {
      const byte = weights[date * pixels + pixel]!;
      if (byte === 0) continue;
      there[count] = date;
      weight[count] = byte * dateScores[date]!;
      cost[count] = 0;
      const start = date * bands * pixels + pixel;
      for (let band = 0; band < comparedBands; band++)
        spectra[count * comparedBands + band] = values[start + band * pixels]!;
      count++;
    }
    choices.observations[pixel] = count;
    if (count === 0) {
      choices.chosen[pixel] = 0;
      continue;
    }
    for (let a = 1; a < count; a++) {
      for (let b = 0; b < a; b++) {
        let squared = 0;
        for (let band = 0; band < comparedBands; band++) {
          const difference = spectra[a * comparedBands + band]! - spectra[b * comparedBands + band]!;
          squared += difference * difference;
        }
        const distance = Math.sqrt(squared);
        cost[a] = cost[a]! + weight[b]! * distance;
        cost[b] = cost[b]! + weight[a]! * distance;
      }
    }
    let best = 0;
    for (let one = 1; one < count; one++) {
      if (cost[one]! < cost[best]! || (cost[one] === cost[best] && weight[one]! > weight[best]!)) best = one;
    }
    choices.chosen[pixel] = there[best]! + 1;
  }
}
