import { MISSING } from '../core/classes.ts';
import type { Grid, Window } from '../core/grid.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';

/** What stored probabilities say of a window that may become a chip. */
export interface Candidate {
  readonly product: string;
  readonly window: Window;
  /** Mean of 1 - the highest probability over the observed pixels. */
  readonly uncertainty: number;
  /** Share of pixels whose most probable class differs from the reference; null without one. */
  readonly disagreement: number | null;
  /** Mean and standard deviation of each class's probability: what kind of scene it is. */
  readonly features: readonly number[];
}

/** Windows of which less than this share was observed are no candidates. */
const LEAST_OBSERVED = 0.5;

/** A class raster on a grid, to be compared with: codes 1 to 5. */
export interface ReferenceCodes {
  readonly codes: Uint8Array;
  readonly grid: Grid;
}

/**
 * Looks at windows of a product by its probabilities, which may be coarser than the windows' pixels.
 * @param windows in pixels of `windowGrid`, which has the upper left corner of `probabilities`
 * @param probabilities of the whole product at some level of the pyramid
 */
export function judgeWindows(
  product: string,
  windows: readonly Window[],
  windowGrid: Grid,
  probabilities: ProbabilityRaster,
  reference: ReferenceCodes | null,
): Candidate[] {
  return windows.flatMap((window) => {
    const found = judgeWindow(window, windowGrid, probabilities, reference);
    return found === null ? [] : [{ product, window, ...found }];
  });
}

function judgeWindow(
  window: Window,
  windowGrid: Grid,
  probabilities: ProbabilityRaster,
  reference: ReferenceCodes | null,
): Pick<Candidate, 'uncertainty' | 'disagreement' | 'features'> | null {
  const { width, height, planes, pixelMetres } = probabilities;
  const scale = windowGrid.pixelMetres / pixelMetres;
  const span = (from: number, size: number, most: number): readonly [number, number] => {
    const first = Math.min(most - 1, Math.floor(from * scale));
    return [first, Math.min(most, Math.max(first + 1, Math.round((from + size) * scale)))];
  };
  const [left, right] = span(window.column, window.width, width);
  const [top, bottom] = span(window.row, window.height, height);
  const pixels = width * height;
  const sums = new Float64Array(4);
  const squares = new Float64Array(4);
  let observed = 0;
  let doubt = 0;
  let compared = 0;
  let differing = 0;
  for (let row = top; row < bottom; row++)
    for (let column = left; column < right; column++) {
      const at = row * width + column;
      let total = 0;
      let best = 0;
      for (let plane = 0; plane < 4; plane++) {
        const value = planes[plane * pixels + at]!;
        total += value;
        if (value > planes[best * pixels + at]!) best = plane;
      }
      if (total === 0) continue;
      observed++;
      doubt += 1 - planes[best * pixels + at]! / 255;
      for (let plane = 0; plane < 4; plane++) {
        const share = planes[plane * pixels + at]! / 255;
        sums[plane]! += share;
        squares[plane]! += share * share;
      }
      const other = reference === null ? 0 : codeAt(reference, windowGrid, column, row, pixelMetres);
      if (other === 0 || other === MISSING) continue;
      compared++;
      if (other !== best + 1) differing++;
    }
  if (observed < LEAST_OBSERVED * (right - left) * (bottom - top)) return null;
  const means = [...sums].map((sum) => sum / observed);
  const deviations = [...squares].map((sum, plane) => Math.sqrt(Math.max(0, sum / observed - means[plane]! ** 2)));
  return {
    uncertainty: Math.max(0, doubt / observed),
    disagreement: compared === 0 ? null : differing / compared,
    features: [...means, ...deviations],
  };
}

/** The reference's code at the middle of a pixel of the probabilities; 0 beyond it. */
function codeAt(reference: ReferenceCodes, base: Grid, column: number, row: number, pixelMetres: number): number {
  const { grid, codes } = reference;
  const x = base.originX + (column + 0.5) * pixelMetres;
  const y = base.originY - (row + 0.5) * pixelMetres;
  const atColumn = Math.floor((x - grid.originX) / grid.pixelMetres);
  const atRow = Math.floor((grid.originY - y) / grid.pixelMetres);
  if (atColumn < 0 || atRow < 0 || atColumn >= grid.width || atRow >= grid.height) return 0;
  return codes[atRow * grid.width + atColumn]!;
}
