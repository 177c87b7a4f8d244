import type { SceneHelper } from '../contract/common.ts';
import { ParameterError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import { seededNumbers } from '../label/chance.ts';
import { applyCorrections, type PixelCorrection } from '../mask/corrections.ts';
import type { Correction } from '../mask/types.ts';
import { type FeatureMap, featuresAt } from '../model/feature-map.ts';
import type { ProbabilityStore } from '../model/probability-store.ts';
import { correctionsToPixels } from '../produce/corrections.ts';
import { fitChange } from './fit.ts';
import { CLASSES, SampleCollector } from './samples.ts';

export interface FittedHelper {
  readonly helper: SceneHelper;
  /** Pixels under the strokes, clear to cloud. */
  readonly pixels: readonly number[];
}

/** Pixels under strokes that are learnt from, of each class. */
const MOST_PIXELS = 2000;
/** Pixels of the scene on which the network is to go on answering as before, unless strokes say otherwise. */
const REPLAYED = 4000;
/** Rows of probabilities that are read at a time, and bands of so many rows in which those pixels lie. */
const BAND_ROWS = 64;
const REPLAYED_BANDS = 24;
const REPLAY_WEIGHT = 1;
const RIDGE = 1e-3;
const SEED = 20;

/**
 * Fits a change of the network's last layer to strokes on one scene. The rest of the scene is to stay as it is as far as
 * the strokes allow.
 * @param strokes classes `clear` to `cloud`, by positions on the ground; `computed` takes strokes before it back
 * @throws ParameterError where no stroke meets an observed pixel
 */
export async function fitSceneHelper(
  store: ProbabilityStore,
  map: FeatureMap,
  grid: Grid,
  strokes: readonly Correction[],
): Promise<FittedHelper> {
  const labels = paint(grid, correctionsToPixels(strokes, grid));
  const labelled = new SampleCollector(map.channels);
  const replayed = new SampleCollector(map.channels);
  const next = seededNumbers(SEED);
  const read = rowReader(store, grid);
  const pixels = new Array<number>(CLASSES).fill(0);
  for (const { index, label } of chosenPixels(labels, next)) {
    const probabilities = await read(index);
    if (probabilities === null) continue;
    pixels[label - 1]!++;
    labelled.add(featuresOfPixel(map, grid, index), probabilities, label - 1, 0);
  }
  const counted = pixels.reduce((sum, count) => sum + count, 0);
  if (counted === 0)
    throw new ParameterError('No stroke lies on a pixel that was observed.', {
      remedy: 'Draw on a part of the scene that has data.',
    });
  for (const index of randomPixels(grid, next)) {
    const probabilities = labels.has(index) ? null : await read(index);
    if (probabilities !== null) replayed.add(featuresOfPixel(map, grid, index), probabilities, 0, 0);
  }
  const { weights, shift } = fitChange(labelled.set(), {
    method: 'head',
    replay: { samples: replayed.set(), weight: REPLAY_WEIGHT },
    ridge: RIDGE,
  });
  const [a, b, c, d] = shift;
  return {
    helper: { weights: [...weights], shift: [a!, b!, c!, d!], strokes: strokes.length, pixels: counted },
    pixels,
  };
}

/** Labels 1 to 4 by pixel index, of the pixels that strokes cover. */
function paint(grid: Grid, strokes: readonly PixelCorrection[]): Map<number, number> {
  const labels = new Map<number, number>();
  for (const stroke of strokes) {
    const box = boxOf(stroke, grid);
    if (box === null) continue;
    const codes = new Uint8Array(box.width * box.height);
    const marked = { ...stroke, code: stroke.code === 0 ? (1 as const) : stroke.code };
    applyCorrections(codes, box, { column: box.column, row: box.row, list: [marked] });
    for (let i = 0; i < codes.length; i++) {
      if (codes[i] === 0) continue;
      const index = (box.row + Math.floor(i / box.width)) * grid.width + box.column + (i % box.width);
      if (stroke.code === 0) labels.delete(index);
      else labels.set(index, codes[i]!);
    }
  }
  return labels;
}

function boxOf({ shape }: PixelCorrection, grid: Grid) {
  const points = shape.kind === 'polygon' ? shape.ring : shape.points;
  const reach = shape.kind === 'polygon' ? 0 : shape.radius;
  const range = (values: readonly number[], size: number): readonly [number, number] => [
    Math.max(0, Math.floor(Math.min(...values) - reach)),
    Math.min(size, Math.ceil(Math.max(...values) + reach) + 1),
  ];
  const [left, right] = range(
    points.map(([x]) => x),
    grid.width,
  );
  const [top, bottom] = range(
    points.map(([, y]) => y),
    grid.height,
  );
  return right > left && bottom > top ? { column: left, row: top, width: right - left, height: bottom - top } : null;
}

function chosenPixels(labels: ReadonlyMap<number, number>, next: () => number): { index: number; label: number }[] {
  return [1, 2, 3, 4].flatMap((wanted) => {
    const found = [...labels].flatMap(([index, label]) => (label === wanted ? [index] : []));
    const share = Math.min(1, MOST_PIXELS / Math.max(1, found.length));
    const chosen = share === 1 ? found : found.filter(() => next() < share);
    // In the order of rows, which is how probabilities are read.
    return chosen.sort((a, b) => a - b).map((index) => ({ index, label: wanted }));
  });
}

/**
 * Pixels of the whole scene by chance, in the order of rows. They lie in a few bands of rows that are spread over it: to
 * read all rows for them would take longer than the fit.
 */
function randomPixels({ width, height }: Grid, next: () => number): number[] {
  const bands = Math.ceil(height / BAND_ROWS);
  const step = Math.max(1, bands / REPLAYED_BANDS);
  return Array.from({ length: REPLAYED }, () => {
    const band = Math.min(bands - 1, Math.floor((Math.floor((next() * bands) / step) + 0.5) * step));
    const rows = Math.min(BAND_ROWS, height - band * BAND_ROWS);
    return (band * BAND_ROWS + Math.floor(next() * rows)) * width + Math.floor(next() * width);
  }).sort((one, other) => one - other);
}

function featuresOfPixel(map: FeatureMap, grid: Grid, index: number): Float32Array {
  const column = Math.floor((index % grid.width) / map.scale);
  return featuresAt(map, column, Math.floor(index / grid.width / map.scale));
}

/** Probabilities of single pixels, 0 to 1, or null where nothing was observed; quick where they come in the order of rows. */
function rowReader(store: ProbabilityStore, grid: Grid): (index: number) => Promise<readonly number[] | null> {
  let first = -1;
  let planes = new Uint8Array();
  let rows = 0;
  return async (index) => {
    const row = Math.floor(index / grid.width);
    const wanted = row - (row % BAND_ROWS);
    if (wanted !== first) {
      first = wanted;
      rows = Math.min(BAND_ROWS, grid.height - first);
      const window = { column: 0, row: first, width: grid.width, height: rows };
      planes = new Uint8Array((await store.readWindow(window)).planes);
    }
    const pixels = grid.width * rows;
    const at = index - first * grid.width;
    const four = [0, 1, 2, 3].map((plane) => planes[plane * pixels + at]!);
    if (four.every((value) => value === 0)) return null;
    return four.map((value) => (value || 0.5) / 255);
  };
}
