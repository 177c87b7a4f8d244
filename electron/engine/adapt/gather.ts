import { createHash } from 'node:crypto';
import { GRID_METRES } from '../core/bands.ts';
import type { OnProgress } from '../core/bytes.ts';
import { CLEAR, CLOUD } from '../core/classes.ts';
import { throwIfCancelled } from '../core/errors.ts';
import { intersectWindows, type Window, wholeWindow } from '../core/grid.ts';
import { seededNumbers, shuffled } from '../label/chance.ts';
import type { Chip } from '../label/chips.ts';
import { LabelError } from '../label/documents.ts';
import { isSameGrid } from '../label/picture.ts';
import { featureWindow } from '../model/feature-tile.ts';
import { checkPackFits, type ModelPack } from '../model/packs.ts';
import { productInput } from '../model/product-input.ts';
import { type ModelSession, openSession } from '../model/session.ts';
import type { Workbench } from '../produce/workbench.ts';
import type { Product } from '../product/types.ts';
import type { LabelledChip } from './labelled.ts';
import { CLASSES, SampleCollector, type SampleSet } from './samples.ts';

/** Opens a product of a project for as long as the work takes. */
export type WithProduct = <T>(key: string, work: (product: Product) => Promise<T>) => Promise<T>;

export interface GatherOptions {
  readonly pack: ModelPack;
  readonly labelled: readonly LabelledChip[];
  readonly withProduct: WithProduct;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Labelled pixels as samples, and what tells these labels from others. */
export interface Gathered {
  readonly samples: SampleSet;
  /** Keys of the products, by the number of their group. */
  readonly scenes: readonly string[];
  /** Chips that have labels. */
  readonly chips: readonly Chip[];
  /** Hash of all labels that were used, hex. */
  readonly labelsSha256: string;
}

/** Of one chip and class, at most so many pixels, chosen by chance: neighbours say nearly the same. */
const MOST_PER_CHIP_AND_CLASS = 500;

/**
 * Runs a network on the chips of a project that have labels.
 * @throws ModelPackError where the pack does not fit a product
 */
export async function gatherSamples(bench: Workbench, options: GatherOptions): Promise<Gathered> {
  const { pack, labelled, signal, onProgress } = options;
  const hash = createHash('sha256');
  for (const { chip, labels } of labelled)
    hash.update(`${chip.product.key} ${JSON.stringify(chip.window)} `).update(labels);
  const scenes = [...new Set(labelled.map(({ chip }) => chip.product.key))];
  const session = await openSession(pack, { provider: 'cpu', threads: bench.threads, signal, features: true });
  let collector: SampleCollector | null = null;
  try {
    for (const [index, { chip, labels }] of labelled.entries()) {
      throwIfCancelled(signal);
      onProgress?.({ fraction: index / labelled.length, stage: `Chip ${index + 1} of ${labelled.length}` });
      await options.withProduct(chip.product.key, async (product) => {
        const read = await runOnChip(bench, session, product, chip, signal);
        collector ??= new SampleCollector(read.features.channels);
        const group = scenes.indexOf(chip.product.key);
        addChip(collector, labels, read, { chip, group, seed: options.seed + index });
      });
    }
  } finally {
    await session.close();
  }
  const samples = (collector as SampleCollector | null)!.set();
  return { samples, scenes, chips: labelled.map(({ chip }) => chip), labelsSha256: hash.digest('hex') };
}

interface ChipAnswer {
  /** Planar, 0 to 1; four zeros where nothing was observed. */
  readonly probabilities: Float32Array;
  readonly observed: Uint8Array;
  readonly features: { readonly channels: number; readonly width: number; readonly values: Float32Array };
  readonly scale: number;
}

/** A chip with the network's margin around it, where its grid goes on. */
async function runOnChip(
  bench: Workbench,
  session: ModelSession,
  product: Product,
  chip: Chip,
  signal: AbortSignal | undefined,
): Promise<ChipAnswer> {
  const { pack } = session;
  const { marginPixels, input } = pack.manifest;
  const grid = GRID_METRES.map((metres) => product.grids[metres]).find(
    (own) => own && isSameGrid(own, chip.productGrid),
  );
  if (!grid)
    throw new LabelError(`${product.id} does not lie on the grid of the chip ${chip.id} any more.`, {
      file: product.path,
    });
  checkPackFits(pack, product, grid.pixelMetres);
  const multiple = Math.max(input.sizeMultiple, 2);
  const down = (value: number): number => Math.floor(value / multiple) * multiple;
  const [left, top] = [down(chip.window.column - marginPixels), down(chip.window.row - marginPixels)];
  const around: Window = {
    column: left,
    row: top,
    width: chip.window.column + chip.window.width + marginPixels - left,
    height: chip.window.row + chip.window.height + marginPixels - top,
  };
  const window = intersectWindows(around, wholeWindow(grid))!;
  const reader = productInput(product, pack, grid, bench.rasters);
  const { warnings: _, ...tile } = await reader.readTile(window, { signal });
  const side = (size: number): number =>
    input.fixedSize ?? Math.ceil(Math.max(size, input.minimumSize) / multiple) * multiple;
  const part = { ...chip.window, column: chip.window.column - window.column, row: chip.window.row - window.row };
  const result = await session.run(
    {
      tile,
      radiometry: reader.radiometry,
      inputWidth: side(window.width),
      inputHeight: side(window.height),
      pixelMetres: grid.pixelMetres,
      part,
      exact: true,
    },
    signal,
  );
  const pixels = part.width * part.height;
  const observed = Uint8Array.from({ length: pixels }, (_unused, i) =>
    [0, 1, 2, 3].some((plane) => result.planes[plane * pixels + i]! > 0) ? 1 : 0,
  );
  const features = result.features ?? { channels: 0, width: 0, height: 0, values: new Float32Array() };
  const scale = features.width === 0 ? 1 : Math.round(part.width / features.width) || 1;
  return { probabilities: result.probabilities ?? new Float32Array(CLASSES * pixels), observed, features, scale };
}

function addChip(
  collector: SampleCollector,
  labels: Uint8Array,
  { probabilities, observed, features, scale }: ChipAnswer,
  { chip, group, seed }: { readonly chip: Chip; readonly group: number; readonly seed: number },
): void {
  if (features.channels === 0) return;
  const { width } = chip.window;
  const pixels = labels.length;
  const next = seededNumbers(seed);
  const places = features.values.length / features.channels;
  // Where the chip's first pixel lies within a place of the features: windows of inputs begin at multiples.
  const first = featureWindow(chip.window, scale);
  for (let label = CLEAR as number; label <= CLOUD; label++) {
    const found: number[] = [];
    for (let i = 0; i < pixels; i++) if (labels[i] === label && observed[i] === 1) found.push(i);
    for (const i of shuffled(found, next).slice(0, MOST_PER_CHIP_AND_CLASS)) {
      const column = Math.floor((chip.window.column + (i % width)) / scale) - first.column;
      const row = Math.floor((chip.window.row + Math.floor(i / width)) / scale) - first.row;
      const at = row * features.width + column;
      const vector = Array.from({ length: features.channels }, (_, c) => features.values[c * places + at]!);
      const four = [0, 1, 2, 3].map((plane) => probabilities[plane * pixels + i]!);
      collector.add(vector, four, label - 1, group);
    }
  }
}
