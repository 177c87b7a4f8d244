import { LABEL_ORIGINS, type LabelOrigin, type LabelRun } from '../contract/label-chips.ts';
import { UNDEFINED } from '../core/class-codes.ts';
import { MISSING } from '../core/classes.ts';
import { LabelError } from './documents.ts';
import type { ChipRasters } from './rasters.ts';

/** What stands in the raster of origins. */
export function originCode(origin: LabelOrigin): number {
  return LABEL_ORIGINS.indexOf(origin);
}

/**
 * The rasters after runs of pixels were given labels, later ones over earlier ones. A pixel that is missing stays so
 * unless a person said it; one whose label is taken away (0) has no origin either.
 * @throws LabelError where a run reaches beyond the chip
 */
export function applyRuns(rasters: ChipRasters, runs: readonly LabelRun[], origin: LabelOrigin): ChipRasters {
  const labels = rasters.labels.slice();
  const said = rasters.origin.slice();
  const by = originCode(origin);
  const person = originCode('person');
  for (const [start, length, label, own = by] of runs) {
    if (start + length > labels.length)
      throw new LabelError(
        `A run of ${length} pixels from pixel ${start} on reaches beyond the chip's ${labels.length}.`,
      );
    for (let i = start; i < start + length; i++) {
      if (labels[i] === MISSING && said[i] !== person) continue;
      labels[i] = label;
      said[i] = label === UNDEFINED ? originCode('none') : own;
    }
  }
  return { labels, origin: said };
}

/** Codes where runs of pixels are, 0 elsewhere. @throws LabelError where a run reaches beyond them */
export function onlyWithin(codes: Uint8Array, runs: readonly (readonly [start: number, length: number])[]): Uint8Array {
  const kept = new Uint8Array(codes.length);
  for (const [start, length] of runs) {
    if (start + length > codes.length)
      throw new LabelError(`A run of ${length} pixels from pixel ${start} on reaches beyond the chip.`);
    kept.set(codes.subarray(start, start + length), start);
  }
  return kept;
}

/** What earlier labels a new one may go over. */
export type Over = 'nothing' | 'machines' | 'everything';

/**
 * The rasters after labels were laid over them where they say something (not 0).
 * @param codes 0 to 5, of the size of the chip
 */
export function layOver(rasters: ChipRasters, codes: Uint8Array, origin: LabelOrigin, over: Over): ChipRasters {
  if (codes.length !== rasters.labels.length)
    throw new LabelError(`There are ${codes.length} new labels for a chip of ${rasters.labels.length} pixels.`);
  const labels = rasters.labels.slice();
  const said = rasters.origin.slice();
  const by = originCode(origin);
  const person = originCode('person');
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === UNDEFINED) continue;
    const isFree = labels[i] === UNDEFINED && said[i] === 0;
    if (!isFree && (over === 'nothing' || (over === 'machines' && said[i] === person))) continue;
    labels[i] = code;
    said[i] = by;
  }
  return { labels, origin: said };
}
