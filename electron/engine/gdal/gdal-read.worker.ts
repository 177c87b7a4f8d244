import { parentPort, workerData } from 'node:worker_threads';
import { type GdalRasters, startGdalRasters } from './rasters.ts';
import type { GdalReadReply, GdalReadRequest, GdalReadStart } from './read-messages.ts';

const { program, programFolder } = workerData as GdalReadStart;
const starting = startGdalRasters(program, programFolder);

function answer(rasters: GdalRasters, { id, file, task }: GdalReadRequest): GdalReadReply {
  try {
    switch (task.kind) {
      case 'describe':
        return { id, kind: 'described', json: rasters.describe(file) };
      case 'read':
        return { id, kind: 'read', planes: rasters.read(file, task.planes, task.window, task.size) };
      case 'release':
        rasters.release(file);
        return { id, kind: 'released' };
    }
  } catch (error) {
    // Anything but an Error of ours is the death of the WebAssembly program: the thread ends, a new one is started.
    if (!(error instanceof Error) || error instanceof WebAssembly.RuntimeError) throw error;
    return { id, kind: 'failed', message: error.message };
  }
}

parentPort?.on('message', async (request: GdalReadRequest) => {
  const reply = answer(await starting, request);
  parentPort?.postMessage(reply, reply.kind === 'read' ? reply.planes.map(({ bytes }) => bytes) : []);
});
