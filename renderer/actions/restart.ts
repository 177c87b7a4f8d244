import { engine } from '../api/engine.ts';
import type { LeaveOut } from '../api/types.ts';
import { sayError } from '../state/messages.ts';
import { queryClient } from '../state/queries.ts';

/** Starts an engine that the shell has given up. */
export async function restartEngine(leaveOut: LeaveOut): Promise<void> {
  try {
    await engine.start(leaveOut);
    await queryClient.invalidateQueries({ queryKey: ['engine-health'] });
  } catch (error) {
    sayError(error);
  }
}
