import { bridge } from '../api/bridge.ts';
import { engine } from '../api/engine.ts';
import type { JobRequest, ProductDetail } from '../api/types.ts';
import { areas, meetsProduct } from '../state/areas.ts';
import { useExportSettings } from '../state/export-settings.ts';
import { shown } from '../state/history.ts';
import { sayError } from '../state/messages.ts';
import { usePoints } from '../state/points.ts';
import { newRecipe, plainPolygons } from '../state/recipe.ts';
import { helperFor } from '../state/scene.ts';
import { useScenes } from '../state/scenes.ts';
import { openDialog, setUi } from '../state/ui.ts';
import { addJob } from './masks.ts';

type ExportRequest = Extract<JobRequest, { kind: 'export' }>;

/** What a report of a scene tells besides its mask: its points, and the areas of interest that it holds. */
export function reportExtras(product: ProductDetail): NonNullable<ExportRequest['report']> {
  const table = usePoints.getState().tables[product.key];
  const { file = null, pixelMetres = null } = table ?? {};
  return {
    ...(table ? { points: { ...table.choice, file, pixelMetres } } : {}),
    areas: areas()
      .list.filter((area) => meetsProduct(area, product))
      .map(({ name, polygons }) => ({ name, polygons: plainPolygons(polygons) })),
  };
}

/**
 * Writes the report of the active scene, as the map shows it, into the folder that was exported to last; where there is none
 * it is asked for. Where a report is there already, the dialog asks what to do.
 */
export async function writeReport(product: ProductDetail): Promise<void> {
  const scene = useScenes.getState().scenes[product.id];
  if (!scene?.choice) return;
  const settings = useExportSettings.getState().export;
  try {
    const target = settings.target ?? (await bridge.choose('output-folder'));
    if (!target) return;
    const { parameters, corrections } = shown(scene.tuning);
    const helper = helperFor(shown(scene.tuning), scene.choice);
    const own = newRecipe(scene.choice.grid, scene.choice.pack, parameters);
    const recipe = { ...own, ...settings.options, formats: ['report' as const] };
    const { handle } = target;
    const request: JobRequest = {
      ...{ kind: 'export', product: product.id, recipe, area: { kind: 'scene' }, target: handle, overwrite: false },
      corrections: [...corrections],
      ...(helper ? { helper } : {}),
      report: reportExtras(product),
    };
    const { files } = await engine.estimate(request);
    const { grid: _, pack: __, parameters: ___, ...options } = recipe;
    if (files.some(({ exists }) => exists)) {
      useExportSettings.setState({ export: { options, target } });
      openDialog('export');
      return;
    }
    addJob(await engine.startJob(request));
    useExportSettings.setState(({ export: last }) => ({ export: { ...last, target } }));
    setUi({ drawer: 'jobs' });
  } catch (error) {
    sayError(error);
  }
}
