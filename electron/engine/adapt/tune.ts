import type { OnProgress } from '../core/bytes.ts';
import type { Chip } from '../label/chips.ts';
import type { LabelFolder } from '../label/project.ts';
import type { HeadChange } from '../model/onnx-head.ts';
import type { ModelPack } from '../model/packs.ts';
import type { Workbench } from '../produce/workbench.ts';
import { readAnchors } from './anchors.ts';
import type { AdaptMethod } from './fit.ts';
import { createFitThreads } from './fit-threads.ts';
import { fitAndJudge, type GateReport } from './gate.ts';
import { type Gathered, gatherSamples, type WithProduct } from './gather.ts';
import { labelledChips, requireEnough } from './labelled.ts';
import { everyFew } from './samples.ts';

export interface TuneOptions {
  readonly project: LabelFolder;
  readonly chips: readonly Chip[];
  readonly pack: ModelPack;
  readonly method: AdaptMethod;
  /** Also where there are too few labels to judge by. */
  readonly whatever?: boolean;
  readonly withProduct: WithProduct;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** A change of a network's last layer, what it was fitted to, and the gate's judgement. */
export interface Tuned {
  readonly method: AdaptMethod;
  readonly change: HeadChange;
  readonly report: GateReport;
  readonly gathered: Gathered;
}

/** How much the anchors count against the labels, and large numbers against both; from trials on real labels. */
export const REPLAY_WEIGHT = 10;
export const RIDGE = 1e-3;
/** Anchors that are replayed, evenly among all; the gate measures on all. */
export const REPLAYED = 6000;
/** Share of the progress that running the network takes. */
const GATHER_SHARE = 0.8;

/**
 * Tunes a network on the labels of a project; nothing is written.
 * @throws LabelError where too little is labelled, before the network runs; ModelPackError for a pack without anchors, or one that does not fit
 */
export async function tuneProject(bench: Workbench, options: TuneOptions): Promise<Tuned> {
  const { pack, chips, method, project, withProduct, signal, onProgress } = options;
  const anchors = await readAnchors(pack);
  const { seed } = project.document;
  const labelled = await labelledChips(chips);
  if (labelled.length === 0 || !options.whatever) requireEnough(labelled, method);
  const gathered = await gatherSamples(bench, {
    pack,
    labelled,
    withProduct,
    seed,
    signal,
    onProgress: onProgress && ((p) => onProgress({ ...p, fraction: p.fraction * GATHER_SHARE })),
  });
  onProgress?.({ fraction: GATHER_SHARE, stage: 'Fitting, and judging on held-out scenes' });
  const threads = createFitThreads(bench.threads, signal);
  try {
    const { change, report } = await fitAndJudge(gathered.samples, {
      method,
      replay: { samples: everyFew(anchors, REPLAYED), weight: REPLAY_WEIGHT },
      ridge: RIDGE,
      anchors,
      thresholds: pack.manifest.thresholds,
      seed,
      fit: threads.fit,
    });
    return { method, change, report, gathered };
  } finally {
    await threads.close();
  }
}
