import type { Job, MaskRequest, MaskState, ProductDetail } from '../api/types.ts';
import { helperFor, type MaskChoice, type Tuning } from '../state/scene.ts';

/** How far the work on a date is; the later ones hold the earlier. */
export type DateProgress = 'none' | 'preview' | 'computed' | 'corrected' | 'exported';

export const PROGRESS_NAMES: Readonly<Record<DateProgress, string>> = {
  none: 'No mask',
  preview: 'Preview mask',
  computed: 'Mask on a finer grid',
  corrected: 'Corrected by hand',
  exported: 'Exported',
};

const isWhole = ({ fraction }: MaskState) => fraction >= 1;

/** The mask of a date that counts: the chosen one where it is computed whole, else the finest that is; null where none is. */
export function countedMask(
  choice: MaskChoice | null,
  tuning: Tuning,
  states: readonly MaskState[],
): MaskRequest | null {
  const whole = states.filter(isWhole);
  const isChosen = ({ pack, grid }: MaskState) => pack === choice?.pack && grid === choice.grid;
  const finest = (all: readonly MaskState[]) => [...all].sort((a, b) => a.grid - b.grid)[0];
  const found = whole.find(isChosen) ?? finest(whole.filter(({ pack }) => pack === choice?.pack)) ?? finest(whole);
  if (!found) return null;
  const { pack, grid } = found;
  const helper = helperFor(tuning, { pack, grid });
  const { parameters, corrections } = tuning;
  return { pack, grid, parameters, corrections: [...corrections], ...(helper ? { helper } : {}) };
}

/** How far the work on a date is. */
export function progressOf(
  product: Pick<ProductDetail, 'id' | 'preview'>,
  mask: MaskRequest | null,
  jobs: readonly Job[],
): DateProgress {
  const isExported = jobs.some((job) => job.kind === 'export' && job.product === product.id && job.state === 'done');
  if (isExported) return 'exported';
  if (!mask) return 'none';
  if (mask.corrections.length > 0 || mask.helper) return 'corrected';
  return product.preview && mask.grid < product.preview.grid ? 'computed' : 'preview';
}
