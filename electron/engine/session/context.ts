import type { JobQueue } from '../jobs/queue.ts';
import type { Workbench } from '../produce/workbench.ts';
import type { Confinement } from './confinement.ts';
import type { EventHub } from './events.ts';
import type { Grants } from './grants.ts';
import type { ProductRegistry } from './products.ts';
import type { Projects } from './project/projects.ts';
import type { ReferenceTable } from './references.ts';
import type { RemoteReading } from './remote-reading.ts';
import type { StateStore } from './state.ts';

/** The state of a running engine: what is open, chosen, queued and remembered. */
export interface SessionContext {
  readonly version: string;
  readonly bench: Workbench;
  readonly grants: Grants;
  readonly confinement: Confinement;
  readonly state: StateStore;
  readonly events: EventHub;
  readonly queue: JobQueue;
  readonly products: ProductRegistry;
  readonly references: ReferenceTable;
  readonly projects: Projects;
  readonly remote: RemoteReading;
  /** Writes down what a successor of this process needs: handles, open products, unfinished jobs. */
  saveSession(): Promise<void>;
}
