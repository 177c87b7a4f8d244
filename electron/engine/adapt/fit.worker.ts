import type { HeadChange } from '../model/onnx-head.ts';
import { type FitOptions, fitChange } from './fit.ts';
import type { SampleSet } from './samples.ts';

export interface FitTask {
  readonly labels: SampleSet;
  readonly options: FitOptions;
}

export default function run({ labels, options }: FitTask): HeadChange {
  return fitChange(labels, options);
}
