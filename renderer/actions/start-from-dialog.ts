import { engine } from '../api/engine.ts';
import type { JobRequest } from '../api/types.ts';
import { sayError } from '../state/messages.ts';
import { closeDialog, setUi } from '../state/ui.ts';
import { addJob } from './masks.ts';

/** Starts what a dialog asks for and leaves the dialog for the list of jobs; where it is refused, says so and stays. */
export async function startFromDialog(request: JobRequest, onStarted?: () => void): Promise<void> {
  try {
    addJob(await engine.startJob(request));
    onStarted?.();
    setUi({ drawer: 'jobs' });
    closeDialog();
  } catch (error) {
    sayError(error);
  }
}
