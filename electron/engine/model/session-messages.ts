import type { Window } from '../core/grid.ts';
import type { Manifest } from './manifest.ts';
import type { OnnxCrop } from './onnx-crop.ts';
import type { OnnxValue } from './onnx-file.ts';
import type { BandRadiometry, TilePixels } from './tile-input.ts';

/** Execution providers that a session can be opened on. */
export const PROVIDER_IDS = ['cpu', 'webgpu', 'dml', 'coreml', 'cuda'] as const;
export type ProviderId = (typeof PROVIDER_IDS)[number];

/** What the inference worker is started with. */
export interface SessionStart {
  readonly model: Uint8Array;
  readonly manifest: Manifest;
  readonly provider: ProviderId;
  /** Threads that one tile is computed with (CPU only). */
  readonly threads: number;
  /** The tensor before the last layer is wanted as well, with `scale` pixels for each of its places along an axis. */
  readonly features?: { readonly tensor: string; readonly scale: number } | undefined;
  /** The model takes windows of its finest layers as further inputs: see `withCrop`. */
  readonly crop?: OnnxCrop | undefined;
}

/** One tile to be computed. */
export interface TileRequest {
  readonly tile: TilePixels;
  /** Per input band. */
  readonly radiometry: readonly BandRadiometry[];
  /** Size of the network's input; the tile is mirrored up to it. */
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly pixelMetres: number;
  /** The part of the tile that is wanted, relative to the tile. */
  readonly part: Window;
  /** Give the probabilities before rounding as well, 0 to 1. */
  readonly exact?: boolean;
}

/** Probabilities of one tile's part. */
export interface TileResult {
  /** Planar, `PROBABILITY_PLANES` order, 0..255, four zeros where missing. */
  readonly planes: Uint8Array;
  readonly validPixels: number;
  /** Only when `exact` was asked for. */
  readonly probabilities: Float32Array | null;
  /** Only from a session that was opened for them, of a tile with observed pixels. */
  readonly features?: FeatureTile | undefined;
  /** Time in the network alone. */
  readonly seconds: number;
}

/** What the last layer takes, of a tile's part: planar, channel by channel, north up. */
export interface FeatureTile {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Inputs and outputs as the runtime sees them. */
export interface SessionInfo {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export type WorkerRequest = { readonly id: number } & (
  | { readonly kind: 'run'; readonly request: TileRequest }
  | { readonly kind: 'close' }
);

/** An error that crosses from the worker; `user` tells errors meant for users from defects. */
export interface WorkerError {
  readonly message: string;
  readonly user: boolean;
  readonly remedy: string | undefined;
}

/** Id 0 answers the start. */
export type WorkerReply = { readonly id: number } & (
  | { readonly info: SessionInfo }
  | { readonly result: TileResult }
  | { readonly closed: true }
  | { readonly error: WorkerError }
);

/** First message to a network's process; requests follow. */
export interface HostStart {
  readonly session: SessionStart;
  /** Resident memory beyond which the process ends itself. */
  readonly memoryLimitBytes: number;
}

/** What a network's process tells its parent. */
export type HostMessage =
  | { readonly reply: WorkerReply; readonly peakBytes: number }
  /** It has this many bytes resident, more than it may, and ends. */
  | { readonly tooLarge: number }
  /** Its thread failed, for this reason, and it ends. */
  | { readonly failed: string };
