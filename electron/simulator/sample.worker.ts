import { type EncodeTask, encodeRow, type RenderTask, renderTiles } from './tile-work.ts';

/** Runs one piece of the work on a sample product. */
export default function run(task: RenderTask | EncodeTask) {
  return task.kind === 'render' ? renderTiles(task) : encodeRow(task);
}
