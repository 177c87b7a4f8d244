import { Tinypool } from 'tinypool';
import { NephoscopeError } from '../core/errors.ts';
import { computeMask } from './compute.ts';
import type { PlacedCorrections } from './corrections.ts';
import { dropLoneShadows, type UnderSun } from './lone-shadows.ts';
import { createMaskSession, type MaskSession, onePlane } from './session.ts';
import type { ClassRaster, MaskParameters, ProbabilityRaster } from './types.ts';

/** What a graphics card is given to follow a slider: see {@link MaskSession}. */
export type FollowedPlane = 'reach' | 'areaChanges';

/** What the runner asks of a worker. A session's worker serves that session alone. */
export type MaskTask =
  /** Nothing: the thread is to be there. */
  | { readonly kind: 'prepare' }
  | {
      readonly kind: 'compute';
      readonly probabilities: ProbabilityRaster;
      readonly parameters: MaskParameters;
      readonly corrections: PlacedCorrections | undefined;
    }
  | { readonly kind: 'lone'; readonly mask: ClassRaster; readonly under: UnderSun }
  | { readonly kind: 'open'; readonly probabilities: ProbabilityRaster }
  | {
      readonly kind: 'follow';
      readonly plane: FollowedPlane;
      readonly probabilities: ProbabilityRaster;
      readonly parameters: MaskParameters;
    }
  | {
      readonly kind: 'update';
      readonly parameters: MaskParameters;
      readonly corrections: PlacedCorrections | undefined;
    };

/** Codes of the pixels that were asked for, or what is followed, or an error for the user (its class does not survive between threads). */
export type MaskAnswer =
  | Uint8Array<ArrayBuffer>
  | { readonly isReady: true }
  | { readonly error: { readonly name: string; readonly message: string; readonly remedy: string | undefined } };

let session: MaskSession | null = null;

/** Runs one task; `cancel` is a flag in shared memory, set to 1 to stop. */
export default function run({ task, cancel }: { readonly task: MaskTask; readonly cancel: Int32Array }): MaskAnswer {
  const signal = {
    get aborted() {
      return Atomics.load(cancel, 0) !== 0;
    },
  };
  try {
    if (task.kind === 'prepare') return { isReady: true };
    if (task.kind === 'compute') {
      const { probabilities, parameters, corrections } = task;
      return moved(computeMask(probabilities, parameters, { corrections, signal }).codes);
    }
    if (task.kind === 'lone') {
      const { codes, ...size } = task.mask;
      dropLoneShadows(codes, size, task.under, signal);
      return moved(codes);
    }
    if (task.kind === 'follow') {
      const { plane, probabilities, parameters } = task;
      return moved(createMaskSession(probabilities, onePlane(probabilities))[plane](parameters, signal));
    }
    if (task.kind === 'open') {
      session = createMaskSession(task.probabilities);
      return { isReady: true };
    }
    if (!session) throw new Error('The mask session is not open.');
    const { parameters, corrections } = task;
    return moved(session.update(parameters, { corrections, signal }).codes);
  } catch (error) {
    if (!(error instanceof NephoscopeError)) throw error;
    return { error: { name: error.name, message: error.message, remedy: error.remedy } };
  }
}

/** Marks codes to be handed over rather than copied. */
function moved(codes: Uint8Array): MaskAnswer {
  return Tinypool.move(codes as Uint8Array<ArrayBuffer>) as Uint8Array<ArrayBuffer>;
}
