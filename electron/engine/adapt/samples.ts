/** Classes that a network tells apart, in the order of its planes. */
export const CLASSES = 4;

/** Pixels with what the network's last layer takes of them and what it says; one after the other. */
export interface SampleSet {
  readonly channels: number;
  readonly count: number;
  /** Sample i, channel c at i * channels + c. */
  readonly features: Float32Array;
  /** Natural logarithm of the probabilities, sample i, class k at i * 4 + k. */
  readonly logProbabilities: Float32Array;
  /** 0 clear, 1 shadow, 2 semi-transparent, 3 cloud. */
  readonly labels: Uint8Array;
  /** What was imaged together: scenes, numbered from 0. */
  readonly groups: Uint16Array;
}

/** Probabilities below this are taken for it: their logarithms would be without end. */
export const LEAST_PROBABILITY = 1e-9;

/** Gathers samples one by one. */
export class SampleCollector {
  private readonly features: number[] = [];
  private readonly logProbabilities: number[] = [];
  private readonly labels: number[] = [];
  private readonly groups: number[] = [];

  constructor(private readonly channels: number) {}

  /** @param probabilities four numbers from 0 to 1 */
  add(features: ArrayLike<number>, probabilities: readonly number[], label: number, group: number): void {
    for (let c = 0; c < this.channels; c++) this.features.push(features[c]!);
    for (const p of probabilities) this.logProbabilities.push(Math.log(Math.max(LEAST_PROBABILITY, p)));
    this.labels.push(label);
    this.groups.push(group);
  }

  set(): SampleSet {
    return {
      channels: this.channels,
      count: this.labels.length,
      features: Float32Array.from(this.features),
      logProbabilities: Float32Array.from(this.logProbabilities),
      labels: Uint8Array.from(this.labels),
      groups: Uint16Array.from(this.groups),
    };
  }
}

/** The samples whose numbers are given. */
export function pick(set: SampleSet, indices: readonly number[]): SampleSet {
  const { channels } = set;
  const features = new Float32Array(indices.length * channels);
  const logProbabilities = new Float32Array(indices.length * CLASSES);
  indices.forEach((from, to) => {
    features.set(set.features.subarray(from * channels, (from + 1) * channels), to * channels);
    logProbabilities.set(set.logProbabilities.subarray(from * CLASSES, (from + 1) * CLASSES), to * CLASSES);
  });
  return {
    channels,
    count: indices.length,
    features,
    logProbabilities,
    labels: Uint8Array.from(indices, (i) => set.labels[i]!),
    groups: Uint16Array.from(indices, (i) => set.groups[i]!),
  };
}

/** Numbers of the samples that are wanted, in their order. */
export function indicesWhere(set: SampleSet, wanted: (index: number) => boolean): number[] {
  return Array.from({ length: set.count }, (_, i) => i).filter(wanted);
}

/** About `count` samples of a set, at least so many where there are, evenly among all. */
export function everyFew(set: SampleSet, count: number): SampleSet {
  const step = Math.floor(set.count / count);
  return step < 2
    ? set
    : pick(
        set,
        indicesWhere(set, (i) => i % step === 0),
      );
}
