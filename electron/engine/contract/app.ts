import { z } from 'zod';
import type { BandId, GridMetres, Level } from '../core/bands.ts';
import type { MaskClass } from '../core/classes.ts';
import type { OutputFormat } from '../export/format.ts';
import type { ExportFormat } from '../export/formats.ts';
import { backgroundMapSchema } from './background.ts';
import type { ApiMaskParameters } from './common.ts';
import type { RemotePlace } from './remote.ts';

/** GET /api/about */
export interface About {
  readonly version: string;
  readonly classes: readonly MaskClass[];
  readonly bands: readonly { readonly id: BandId; readonly nanometres: number; readonly pixelMetres: GridMetres }[];
  readonly threads: number;
  readonly samples: readonly Level[];
  /** What can be written, in the order in which it is to be offered. */
  /** What may stand in braces in the names of files. */
  readonly nameTokens: readonly string[];
  readonly formats: readonly (Pick<OutputFormat, 'title' | 'note' | 'heeds'> & { readonly id: ExportFormat })[];
}

/** GET /api/status: for the status bar; cheap. */
export interface EngineStatus {
  readonly device: DeviceStatus;
  readonly residentBytes: number;
  /** Of the probabilities kept on disk, measured now and then. */
  readonly cacheBytes: number;
}

/** POST /api/ready: somebody will open a product soon; 204 at once. */

export interface DeviceStatus {
  /** Execution provider in use, for example `cpu` or `webgpu`; null before a network is opened. */
  readonly provider: string | null;
  /** One sentence: what was chosen and why. */
  readonly reason: string;
}

/**
 * GET /api/packs; POST /api/packs {handle} adds one (201) or refuses it with the reason (400); DELETE /api/packs/:id removes one
 * that was tuned in a label project, from the disk too.
 */
export interface PackSummary {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly levels: readonly Level[];
  readonly gridMetres: { readonly min: number; readonly max: number };
  readonly minimumBands: readonly string[];
  readonly trainingData: string;
  readonly scopeText: string;
  readonly scores: Readonly<Record<string, unknown>>;
  readonly defaults: ApiMaskParameters;
  readonly builtIn: boolean;
  /** Of a pack that was tuned on labels: its parent and what the gate measured. */
  readonly tuned: {
    readonly parent: string;
    readonly method: 'calibration' | 'head' | 'network';
    readonly project: string;
    readonly accepted: boolean;
    readonly diceBefore: number;
    readonly diceAfter: number;
    readonly gain: readonly [lower: number, upper: number];
  } | null;
  /** Whether it can be adapted: it has anchors, and a last layer whose numbers can be changed. */
  readonly adaptable: boolean;
}

/** GET and PUT /api/settings: settings of the application. PUT answers 409 when `revision` is there and another is kept. */
export const appSettingsSchema = z.object({
  theme: z.enum(['dark', 'light', 'system']).default('dark'),
  computeOnOpen: z.boolean().default(false),
  device: z.enum(['auto', 'cpu', 'webgpu', 'dml', 'coreml', 'cuda']).default('auto'),
  background: backgroundMapSchema.prefault({}),
  /** Whether products may be read over the network where the user asks for one; off, nothing is fetched. */
  readRemote: z.boolean().default(false),
  presets: z
    .array(z.object({ name: z.string().min(1).max(80), parameters: z.unknown() }))
    .max(100)
    .default([]),
  /** The renderer's own layout state (panel sizes and the like). */
  layout: z.record(z.string(), z.unknown()).default({}),
  /** How often they were kept. */
  revision: z.number().int().min(0).optional(),
});
export type AppSettings = z.infer<typeof appSettingsSchema>;

/** GET /api/recent; POST /api/recent/:key/open; GET /api/recent/:key/thumbnail (PNG) */
export interface RecentProduct {
  readonly key: string;
  readonly name: string;
  readonly displayPath: string;
  /** Granule that was opened; tells entries of one product apart. */
  readonly granule: string;
  readonly openedAt: string;
  readonly available: boolean;
  /** Null for one on the disk. Of one on the network nothing is fetched until it is opened. */
  readonly remote: RemotePlace | null;
  /** Number of corrections by hand that are kept of it. */
  readonly corrections: number;
}

/** GET /api/events: server-sent events; `event:` is the type, `data:` the JSON of the rest. */
export type EngineEvent =
  | { readonly type: 'job'; readonly job: import('./jobs.ts').Job }
  | { readonly type: 'job-removed'; readonly id: string }
  /** More tiles of a probability map are there: views of this mask should be asked for again. */
  | {
      readonly type: 'mask-progress';
      readonly product: string;
      readonly pack: string;
      readonly grid: GridMetres;
      readonly fraction: number;
    }
  | { readonly type: 'device'; readonly device: DeviceStatus }
  /** Its files were changed on disk and it was opened anew under the same id: everything about it is to be asked for again. */
  | { readonly type: 'product-changed'; readonly product: string; readonly reason: string }
  /** Kept, by this window or another one. */
  | { readonly type: 'scene-settings'; readonly product: string; readonly revision: number; readonly settings: unknown }
  | { readonly type: 'settings'; readonly settings: AppSettings }
  /** Something was fetched over the network, or is being fetched. */
  | { readonly type: 'remote'; readonly activity: import('./remote.ts').RemoteActivity }
  /** Another project is open, its products are being opened, or something about it changed. */
  | { readonly type: 'project'; readonly project: import('./project.ts').ProjectState }
  /** A piece of the window's state was kept, by this window or another one. */
  | { readonly type: 'project-part'; readonly name: string; readonly revision: number; readonly value: unknown }
  /** Chips of a label project, whose handle it is, were added, changed or taken away; `chip` is null where several were. */
  | { readonly type: 'labels'; readonly project: string; readonly chip: string | null }
  /** Something that no request waits for went wrong. */
  | ({ readonly type: 'notice' } & import('./common.ts').ErrorBody['error'])
  | { readonly type: 'product-closed'; readonly product: string; readonly reason: string };
