import type { AdaptReadiness } from '../contract/adapt.ts';
import { MASK_CLASSES } from '../core/classes.ts';
import type { Chip } from '../label/chips.ts';
import { LabelError } from '../label/documents.ts';
import { trainableLabels } from '../label/exchange/training-set.ts';
import { countLabels } from '../label/rasters.ts';
import type { AdaptMethod } from './fit.ts';

/** A chip with the labels that may be learnt from: 1 to 4, 0 elsewhere. */
export interface LabelledChip {
  readonly chip: Chip;
  readonly labels: Uint8Array;
}

/** Scenes that are needed: of fewer no interval can be told. */
export const LEAST_SCENES = 3;
const LEAST_CLASSES = 2;
/** Labelled pixels: three for each number that is fitted. */
const LEAST_PIXELS: Readonly<Record<AdaptMethod, number>> = { calibration: 12, head: 204 };
/** From about here on the head does more than the calibration. */
const HEAD_PIXELS = 2000;

/** Chips of a project of which something is labelled. */
export async function labelledChips(chips: readonly Chip[]): Promise<LabelledChip[]> {
  const found: LabelledChip[] = [];
  for (const chip of chips) {
    const labels = await trainableLabels(chip);
    if (labels !== null) found.push({ chip, labels });
  }
  return found;
}

/** What there is to learn from, and what each method still wants. Accepted chips are not read: their items say all. */
export async function adaptReadiness(chips: readonly Chip[]): Promise<AdaptReadiness> {
  const counted: { readonly scene: string; readonly counts: readonly number[] }[] = [];
  for (const chip of chips) {
    const labels = chip.state === 'started' ? await trainableLabels(chip) : null;
    const counts = chip.state === 'accepted' ? chip.counts : labels && countLabels(labels);
    if (counts?.slice(1, 5).some((count) => count > 0)) counted.push({ scene: chip.product.key, counts });
  }
  return readinessOf(counted);
}

/** @throws LabelError that says what is missing, before any network runs */
export function requireEnough(labelled: readonly LabelledChip[], method: AdaptMethod): void {
  const { missing } = readinessOf(
    labelled.map(({ chip, labels }) => ({ scene: chip.product.key, counts: countLabels(labels) })),
  );
  const [first, ...rest] = missing[method];
  if (first !== undefined)
    throw new LabelError([first, ...rest].join(' '), { remedy: 'Label more, or accept chips that are labelled.' });
}

function readinessOf(
  counted: readonly { readonly scene: string; readonly counts: readonly number[] }[],
): AdaptReadiness {
  const pixels = [1, 2, 3, 4].map((code) => counted.reduce((sum, { counts }) => sum + (counts[code] ?? 0), 0));
  const scenes = new Set(counted.map(({ scene }) => scene)).size;
  const all = pixels.reduce((sum, count) => sum + count, 0);
  const missing = (method: AdaptMethod): string[] => {
    if (all === 0) return ['No pixel of this project has a label that could be learnt from.'];
    const absent = MASK_CLASSES.filter(({ code }) => pixels[code - 1] === 0).map(({ name }) => name.toLowerCase());
    return [
      ...(scenes < LEAST_SCENES
        ? [
            `The labels are of ${scenes} ${scenes === 1 ? 'scene' : 'scenes'}; at least ${LEAST_SCENES} are needed to tell a gain from chance.`,
          ]
        : []),
      ...(absent.length > 4 - LEAST_CLASSES
        ? [`The labels are of one class: none is ${absent.join(', ')}; at least ${LEAST_CLASSES} classes are needed.`]
        : []),
      ...(all < LEAST_PIXELS[method]
        ? [`${all} pixels are labelled; at least ${LEAST_PIXELS[method]} are needed.`]
        : []),
    ];
  };
  return {
    ...{ scenes, pixels, chips: counted.length },
    missing: { calibration: missing('calibration'), head: missing('head') },
    advice: all < HEAD_PIXELS ? 'calibration' : 'head',
  };
}
