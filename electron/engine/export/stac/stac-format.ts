import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExportError } from '../../core/errors.ts';
import { mlmItemName, toMlmItem } from '../../model/mlm.ts';
import type { OutputFormat } from '../format.ts';
import { exportName } from '../names.ts';
import { stageExport } from '../staging.ts';
import { requireTimeAndPlace, stacItem } from './stac-item.ts';

/** An item takes so much, with its network's. */
const BYTES = [8 * 1024, 48 * 1024] as const;

/** @throws ExportError where an item is asked for and nothing else */
export function refuseItemAlone(formats: readonly string[]): void {
  if (formats.some((id) => id !== stac.id) || formats.length === 0) return;
  throw new ExportError('A STAC item alone would tell of no files.', {
    remedy: 'Choose another format with it, for example the mask as GeoTIFF (cog).',
  });
}

/** A STAC item of the other files, and one of the network (MLM). */
export const stac: OutputFormat<'stac'> = {
  id: 'stac',
  title: 'STAC item',
  note: 'For catalogues; tells what the other files are',
  heeds: null,
  extensions: ['.json'],
  // Of what the others have written.
  order: 100,
  stac: { roles: ['metadata'] },
  names(subject) {
    requireTimeAndPlace(subject);
    return [exportName(subject, 'stac', stac.extensions[0])];
  },
  estimate(subject) {
    requireTimeAndPlace(subject);
    return BYTES;
  },
  async write(source, folder, options) {
    const { written, pack, place } = source;
    const [name] = stac.names(source);
    const model = mlmItemName(pack);
    const item = stacItem(source, written, place ?? { home: folder, collection: null }, model);
    const target = join(folder, name);
    const plan = { ...options, paths: [target], neededBytes: BYTES[1] };
    const files = await stageExport(plan, async (staging) => {
      await writeFile(join(staging, 'item.json'), `${JSON.stringify(item, null, 2)}\n`);
      await writeFile(join(staging, 'model.json'), `${JSON.stringify(toMlmItem(pack, null), null, 2)}\n`);
      return [
        { staged: 'item.json', path: target },
        // Masks of one network share it.
        { staged: 'model.json', path: join(folder, model), shared: true },
      ];
    });
    return { files, warnings: [] };
  },
};
