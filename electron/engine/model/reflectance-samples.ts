import type { BandId } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import { judgeReflectance, type Plausibility, type ReflectanceReading } from '../product/plausible-reflectance.ts';
import type { Product, ProductWarning } from '../product/types.ts';
import { readingAdvice } from '../product/usual-readings.ts';
import { SATURATED_DN } from './clipped-bands.ts';

/** Pixels that are looked at of a band in one window, and in all. */
const SAMPLES_PER_WINDOW = 1024;
const SAMPLES_PER_BAND = 16_384;

/** Pixels of the bands that are read anyway, by which scale and offset are judged. */
export interface ReflectanceSamples {
  /** Looks at some of a window's pixels. */
  add(band: BandId, dn: Uint16Array): void;
  /** A warning in one sentence; null where nothing is strange. */
  judge(): ProductWarning | null;
  /** @throws ProductError where at least half of the reflectances cannot be: any mask would be wrong */
  refuseImpossible(): void;
}

/** Bit-planes that are left undecoded leave this much open. */
const SLACK_DN = 32;

/** A cloud that is brighter than ESA's 15 bits can tell; it says nothing of how the others are to be read. */
function isSaturated(dn: number): boolean {
  return dn > SATURATED_DN - SLACK_DN && dn <= SATURATED_DN + SLACK_DN;
}

export function reflectanceSamples(product: Product): ReflectanceSamples {
  const bands = new Map<BandId, number[]>();
  const offset = Object.values(product.offsets)[0] ?? 0;
  const reading = { scale: 1 / product.quantification, offset: offset / product.quantification };
  const judge = (as: ReflectanceReading): Plausibility => {
    const same = ({ scale, offset }: ReflectanceReading) => scale === as.scale && offset === as.offset;
    const read = (value: number) => ((value - reading.offset) / reading.scale) * as.scale + as.offset;
    const samples = [...bands].map(([band, values]) => ({
      band,
      reflectances: same(reading) ? values : values.map(read),
    }));
    return judgeReflectance(samples, as);
  };
  let count = 0;
  let last: { readonly count: number; readonly verdict: Plausibility } | null = null;
  const judged = (): Plausibility => {
    if (last?.count !== count) last = { count, verdict: judge(reading) };
    return last.verdict;
  };
  return {
    add(band, dn) {
      const kept = bands.get(band) ?? [];
      bands.set(band, kept);
      const before = kept.length;
      const step = Math.max(1, Math.floor(dn.length / SAMPLES_PER_WINDOW));
      const shift = product.offsets[band] ?? 0;
      for (let k = step >> 1; k < dn.length && kept.length < SAMPLES_PER_BAND; k += step) {
        if (dn[k] !== 0 && !isSaturated(dn[k]!)) kept.push((dn[k]! + shift) / product.quantification);
      }
      count += kept.length - before;
    },
    judge() {
      const verdict = judged();
      // A stack is looked at when it is opened.
      return verdict.verdict === 'fine' || product.kind === 'stack'
        ? null
        : {
            code: 'radiometry',
            message: `${product.id}: ${verdict.message} ${verdict.remedy ?? readingAdvice(judge)}`,
            file: product.path,
          };
    },
    refuseImpossible() {
      const verdict = judged();
      if (verdict.verdict !== 'refuse') return;
      throw new ProductError(`${product.id}: ${verdict.message}`, {
        file: product.path,
        remedy: readingAdvice(judge),
      });
    },
  };
}
