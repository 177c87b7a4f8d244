import type { OnProgress } from '../core/bytes.ts';
import type { DeviceChoice } from '../model/providers.ts';

/** How anything is made of several dates, and where it is written. */
export interface SeriesRunOptions {
  /** Of the GeoTIFF. */
  readonly path: string;
  readonly overwrite: boolean;
  readonly device: DeviceChoice;
  /** Of the application; goes into the provenance. */
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** What was left out before, in words; goes into the warnings and the provenance. */
  readonly notes?: readonly string[] | undefined;
  /** Called before the files get their names; what it throws ends the run. */
  readonly beforeWriting?: (() => Promise<void>) | undefined;
}
