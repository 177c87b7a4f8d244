import { choosePack } from '../model/packs.ts';
import type { SessionContext } from './context.ts';

/**
 * Opens the network that the next product is likely to want, by the level of the one that was opened last, in a window where
 * nothing is done yet: its process takes most of a second to start, which a preview would wait for. Nothing where one has
 * been opened or work is under way.
 *
 * @throws ModelPackError, DeviceError where it cannot be opened
 */
export async function makeReady({ bench, queue, state }: SessionContext): Promise<void> {
  const isBusy = queue.list().some((job) => job.state === 'running' || job.state === 'queued');
  if (isBusy || bench.device().provider !== null) return;
  const [last] = await state.recent();
  const level = last?.name.includes('MSIL1C') ? 'L1C' : 'L2A';
  const { device } = await state.settings();
  await bench.session(choosePack(await bench.packsFor(device), { level }), device);
}
