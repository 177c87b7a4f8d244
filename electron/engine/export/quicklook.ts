import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { windowGrid } from '../core/grid.ts';
import { originLine, parameterRows, shareRows, subtitleOf, titleOf } from './figure/facts.ts';
import { figureBands, figureMaps } from './figure/figure-maps.ts';
import { fontMeasure } from './figure/fonts.ts';
import { layFigure, MAP_SIDE } from './figure/layout.ts';
import { toPng } from './figure/to-png.ts';
import type { ExportSource, OutputFormat } from './format.ts';
import { exportName } from './names.ts';
import { stageExport } from './staging.ts';

/** Its size is the same for every scene; what is in that decides. */
const LEAST_BYTES = 400_000;
const MOST_BYTES = 4_700_000;

export const quicklook: OutputFormat<'quicklook'> = {
  id: 'quicklook',
  title: 'Quicklook, PNG',
  note: 'Figure with legend, scale and coordinates',
  heeds: 'figure',
  extensions: ['.png'],
  order: 2,
  stac: { roles: ['overview', 'visual'] },
  names: (subject) => {
    figureBands(subject);
    return [exportName(subject, 'quicklook', quicklook.extensions[0])];
  },
  estimate: () => [LEAST_BYTES, MOST_BYTES],
  async write(source, folder, options) {
    const { signal, onProgress } = options;
    const stage = 'Drawing the figure';
    const [file] = quicklook.names(source);
    const target = join(folder, file);
    const files = await stageExport({ ...options, paths: [target], neededBytes: MOST_BYTES }, async (staging) => {
      onProgress?.({ fraction: 0, stage });
      await writeFile(join(staging, 'q.png'), await figurePng(source, signal));
      onProgress?.({ fraction: 1, stage });
      return [{ staged: 'q.png', path: target }];
    });
    return { files, warnings: [] };
  },
};

/** The figure of a mask; see `layFigure`. */
async function figurePng(source: ExportSource, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const { recipe, provenance, product } = source;
  const layout = recipe.figureLayout ?? 'beside';
  const drawing = layFigure(
    {
      title: titleOf(source),
      subtitle: subtitleOf(source),
      maps: await figureMaps(source, layout, MAP_SIDE[layout === 'beside' ? 2 : 1]!, signal),
      grid: windowGrid(source.grid, source.window),
      shares: shareRows(source),
      smallPrint: [
        `${product.id}.`,
        `${parameterRows(source)
          .map(([name, value]) => `${name}: ${value}`)
          .join('. ')}.`,
        `Shares are of the valid pixels; missing is of all. ${originLine(source)}`,
      ],
    },
    fontMeasure(),
  );
  const { name, version } = provenance.application;
  return toPng(drawing, { Title: product.id, Software: `${name} ${version}` }, signal);
}
