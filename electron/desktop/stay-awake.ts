import { powerSaveBlocker } from 'electron';

/**
 * Keeps the machine from sleeping while jobs run, so that a queue that is left alone overnight is done in the morning; the
 * screen may go dark. Who closes the lid or sends it to sleep still does. Electron must be ready.
 * @returns what is to be told whether jobs run
 */
export function stayAwake(): (isBusy: boolean) => void {
  /** The first is 0. */
  let blocker: number | null = null;
  return (isBusy) => {
    if (isBusy) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };
}
