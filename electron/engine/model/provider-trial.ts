import { NephoscopeError } from '../core/errors.ts';
import { deviceWords } from './network-errors.ts';
import type { ModelPack } from './packs.ts';
import { type ModelSession, openSession } from './session.ts';
import type { ProviderId, TileRequest } from './session-messages.ts';
import { COARSEST_LEVEL } from './tiling.ts';

/** Largest difference of a probability that another device may show against the CPU. */
const MAX_DIFFERENCE = 0.01;
/** A device this many times slower than the CPU on a small tile is not tried on a larger one. */
const HOPELESSLY_SLOWER = 20;
const SMALL_TILE_PIXELS = 64;
const TILE_PIXELS = 256;

/** A device compared with the CPU on one tile. */
export interface Verified {
  /** Largest difference between two probabilities, 0 to 1. */
  readonly maxDifference: number;
  readonly cpuSeconds: number;
  readonly deviceSeconds: number;
}

type Trial =
  | { readonly session: ModelSession; readonly verified: Verified }
  | {
      /** Why, as a sentence. */
      readonly refused: string;
      readonly cause?: unknown;
    };

/** Opens a provider and compares it with the CPU. @throws CancelledError, and what is no NephoscopeError */
export async function tryProvider(
  pack: ModelPack,
  cpu: ModelSession,
  provider: ProviderId,
  options: { readonly threads: number; readonly mustBeFaster: boolean; readonly signal: AbortSignal | undefined },
): Promise<Trial> {
  const { threads, mustBeFaster, signal } = options;
  let session: ModelSession;
  try {
    session = await openSession(pack, { provider, threads, signal });
  } catch (error) {
    if (!(error instanceof NephoscopeError) || signal?.aborted) throw error;
    return { refused: error.message, cause: error };
  }
  try {
    let verified = await compareOnTile(pack, cpu, session, SMALL_TILE_PIXELS, signal);
    const hopeless = mustBeFaster && verified.deviceSeconds > HOPELESSLY_SLOWER * verified.cpuSeconds;
    if (mustBeFaster && !hopeless) verified = await compareOnTile(pack, cpu, session, TILE_PIXELS, signal);
    const { maxDifference, cpuSeconds, deviceSeconds } = verified;
    let refused: string | null = null;
    if (!(maxDifference <= MAX_DIFFERENCE))
      refused = `On ${deviceWords(provider)} probabilities differ from the CPU's by ${maxDifference.toFixed(3)} (at most ${MAX_DIFFERENCE} is allowed).`;
    else if (mustBeFaster && deviceSeconds >= cpuSeconds)
      refused = `${deviceWords(provider, 'beginning')} is slower than the CPU on a trial tile (${milliseconds(deviceSeconds)} against ${milliseconds(cpuSeconds)}), perhaps because it is emulated in software.`;
    if (refused === null) return { session, verified };
    await session.close();
    return { refused };
  } catch (error) {
    await session.close();
    if (!(error instanceof NephoscopeError) || signal?.aborted) throw error;
    return { refused: error.message, cause: error };
  }
}

/** Runs both sessions twice on the same made-up tile: the first run also compiles shaders, the second is timed. */
async function compareOnTile(
  pack: ModelPack,
  cpu: ModelSession,
  other: ModelSession,
  wantedPixels: number,
  signal: AbortSignal | undefined,
): Promise<Verified> {
  const seconds: number[] = [];
  const results: Float32Array[] = [];
  for (const session of [cpu, other]) {
    await session.run(trialTile(pack, wantedPixels), signal);
    const result = await session.run(trialTile(pack, wantedPixels), signal);
    seconds.push(result.seconds);
    results.push(result.probabilities!);
  }
  let maxDifference = 0;
  const [a, b] = results as [Float32Array, Float32Array];
  for (let index = 0; index < a.length; index++) {
    const difference = Math.abs(a[index]! - b[index]!);
    if (!(difference <= maxDifference))
      maxDifference = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return { maxDifference, cpuSeconds: seconds[0]!, deviceSeconds: seconds[1]! };
}

/** A tile of bright blobs on a dark, noisy ground: values over the whole range that bands have. */
function trialTile(pack: ModelPack, wantedPixels: number): TileRequest {
  const { input } = pack.manifest;
  const multiple = Math.max(input.sizeMultiple, 2 ** COARSEST_LEVEL);
  const size = input.fixedSize ?? Math.ceil(wantedPixels / multiple) * multiple;
  let state = 12345;
  const noise = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const bands = input.bands.map((_, channel) => {
    const dn = new Uint16Array(size * size);
    for (let at = 0; at < dn.length; at++) {
      const x = at % size;
      const y = Math.floor(at / size);
      const blob = Math.sin(x / 9 + channel / 5) * Math.sin(y / 13) > 0.3 ? 5000 : 0;
      dn[at] = 200 + blob + noise() * 1500;
    }
    return dn;
  });
  return {
    tile: { width: size, height: size, bands, sun: { zenithDegrees: 45, azimuthDegrees: 160 } },
    radiometry: input.bands.map(() => ({ offset: 0, quantification: 10000 })),
    inputWidth: size,
    inputHeight: size,
    pixelMetres: Math.min(Math.max(20, pack.manifest.gridMetres.min), pack.manifest.gridMetres.max),
    part: { column: 0, row: 0, width: size, height: size },
    exact: true,
  };
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`;
}
