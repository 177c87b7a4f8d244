import type { JobQueue, JobRecord } from '../jobs/queue.ts';
import type { WorkRequest } from '../jobs/work.ts';
import type { WorkResult } from '../produce/recipe-types.ts';
import type { Workbench } from '../produce/workbench.ts';
import type { EventHub } from '../session/events.ts';
import type { Grants } from '../session/grants.ts';
import type { ProductRegistry } from '../session/products.ts';
import type { ReferenceTable } from '../session/references.ts';
import type { StateStore } from '../session/state.ts';
import type { LookAhead } from '../view/look-ahead.ts';
import type { MaskViews } from '../view/mask-views.ts';

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
