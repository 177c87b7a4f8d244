import type { SessionContext } from '../session/context.ts';
import type { LookAhead } from '../view/look-ahead.ts';
import type { MaskViews } from '../view/mask-views.ts';

/** What the routes share: the session, what is drawn of it, and where models and samples lie. */
export interface EngineContext extends SessionContext {
  readonly modelsFolder: string;
  readonly samplesFolder: string;
  readonly masks: MaskViews;
  readonly lookAhead: LookAhead;
}
