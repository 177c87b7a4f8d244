import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * Ends the engine's process when the shell is gone. In a thread of its own, because the engine may be deep in work that
 * lets no event through: it is told, and where it has not ended within {@link GRACE_MILLISECONDS} the process is killed.
 */
const GRACE_MILLISECONDS = 3000;

connect(workerData as string)
  .on('error', () => undefined)
  .on('close', () => {
    parentPort?.postMessage('gone');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MILLISECONDS);
  })
  .resume();
