import { type Choices, chooseMedoids, type ObservationBlock } from './medoid.ts';

/** A part of a block, for one thread. */
export interface MedoidTask {
  readonly block: ObservationBlock;
  readonly dateScores: readonly number[];
  readonly choices: Choices;
  readonly from: number;
  readonly to: number;
}

/** Chooses; what is chosen stands in the shared buffers of the task. */
export default function run({ block, dateScores, choices, from, to }: MedoidTask): void {
  chooseMedoids(block, dateScores, choices, { from, to });
}
