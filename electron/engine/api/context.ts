import type { JobQueue, JobRecord } from '../jobs/queue.ts';
import type { WorkResult } from '../jobs/recipe-types.ts';
import type { WorkRequest } from '../jobs/work.ts';
import type { Workbench } from '../jobs/workbench.ts';
import type { EventHub } from './events.ts';
import type { Grants } from './grants.ts';
import type { LookAhead } from './look-ahead.ts';
import type { MaskViews } from './mask-views.ts';
import type { ProductRegistry } from './products.ts';
import type { ReferenceTable } from './references.ts';
import type { StateStore } from './state.ts';

export type EngineJob = JobRecord<WorkRequest, WorkResult>;

/** What the routes share. */
export interface EngineContext {
  readonly version: string;
  readonly modelsFolder: string;
  readonly samplesFolder: string;
  readonly bench: Workbench;
  readonly grants: Grants;
  readonly state: StateStore;
  readonly events: EventHub;
  readonly queue: JobQueue<WorkRequest, WorkResult>;
  readonly products: ProductRegistry;
  readonly masks: MaskViews;
  readonly lookAhead: LookAhead;
  readonly references: ReferenceTable;
  /** Writes down what a successor of this process needs: handles, open products, unfinished jobs. */
  saveSession(): Promise<void>;
}
