import { Tinypool } from 'tinypool';
import { throwIfCancelled } from '../../core/errors.ts';
import { workerEntry } from '../../core/worker-entry.ts';
import type { Drawing } from './drawing.ts';
import type { FigureTask } from './figure.worker.ts';
import { FONT_FAMILY, fontFiles } from './fonts.ts';
import { toSvg } from './svg.ts';

/** A drawing in pixels as PNG, made in a thread. @param text what the PNG carries besides, by keyword @throws CancelledError */
export async function toPng(
  drawing: Drawing,
  text: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { regular, bold } = fontFiles();
  const pictures = drawing.marks.flatMap((mark) =>
    mark.kind === 'picture' ? [{ at: mark.at, picture: mark.picture }] : [],
  );
  const task: FigureTask = { svg: toSvg(drawing), pictures, fonts: [regular, bold], family: FONT_FAMILY, text };
  throwIfCancelled(signal);
  const pool = new Tinypool({ filename: workerEntry('figure').href, maxThreads: 1, minThreads: 0 });
  try {
    return (await pool.run(task, signal ? { signal } : {})) as Uint8Array;
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  } finally {
    await pool.destroy();
  }
}
