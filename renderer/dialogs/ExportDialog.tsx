import { Button, Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { packGrids } from '../actions/masks.ts';
import { reportExtras } from '../actions/report.ts';
import { startFromDialog } from '../actions/start-from-dialog.ts';
import { engine } from '../api/engine.ts';
import type { ExportEstimate, JobRequest } from '../api/types.ts';
import { productBands } from '../state/composites.ts';
import { optionsOf, useExportSettings, withOptions } from '../state/export-settings.ts';
import { shown } from '../state/history.ts';
import { sceneName } from '../state/product-name.ts';
import { useActiveProduct } from '../state/queries.ts';
import { newRecipe } from '../state/recipe.ts';
import { helperFor } from '../state/scene.ts';
import { useActiveScene } from '../state/scenes.ts';
import { closeDialog } from '../state/ui.ts';
import { bytesText } from '../widgets/format.ts';
import { GridChoice } from '../widgets/GridChoice.tsx';
import { ErrorNotice, Notice } from '../widgets/Notice.tsx';
import { Dialog } from './Dialog.tsx';
import { AreaChoice, useAreaOfWork } from './recipe/AreaChoice.tsx';
import { FormatChoice } from './recipe/FormatChoice.tsx';
import { NameTemplate } from './recipe/NameTemplate.tsx';
import { TargetChoice } from './recipe/TargetChoice.tsx';

function estimateText(estimate: ExportEstimate | undefined, isPending: boolean): string {
  if (!estimate) return isPending ? 'Estimating the size' : '';
  const count = estimate.files.length;
  return `About ${bytesText(estimate.leastBytes)} to ${bytesText(estimate.bytes)} in ${count} file${count === 1 ? '' : 's'}; ${bytesText(estimate.freeBytes)} free`;
}

/** One export of the active product: what, which grid, which area, where to. */
export default function ExportDialog() {
  const product = useActiveProduct();
  const scene = useActiveScene();
  const part = useAreaOfWork(product);
  const { where } = part;
  const [last] = useState(() => useExportSettings.getState().export);
  const [recipe, setRecipe] = useState(() =>
    withOptions(
      newRecipe(scene?.choice?.grid ?? 20, scene?.choice?.pack ?? null, scene ? shown(scene.tuning).parameters : null),
      last.options,
    ),
  );
  const [target, setTarget] = useState(last.target);
  const [overwrite, setOverwrite] = useState(false);

  const choice = recipe.pack && recipe.grid ? { pack: recipe.pack, grid: recipe.grid } : null;
  const helper = scene && choice ? helperFor(shown(scene.tuning), choice) : undefined;
  const request: JobRequest | null =
    product && target && where && recipe.formats.length > 0
      ? {
          kind: 'export',
          product: product.id,
          recipe,
          area: where,
          corrections: scene ? [...shown(scene.tuning).corrections] : [],
          ...(helper ? { helper } : {}),
          target: target.handle,
          report: reportExtras(product),
          overwrite,
        }
      : null;
  const estimate = useQuery({
    queryKey: ['estimate', JSON.stringify(request)],
    queryFn: ({ signal }) => engine.estimate(request!, signal),
    enabled: request !== null,
    // A file may have come since the same was asked.
    staleTime: 0,
    gcTime: 0,
  });
  if (!product) return null;
  const there = estimate.data?.files.filter(({ exists }) => exists) ?? [];
  const tooLarge = estimate.data !== undefined && estimate.data.bytes > estimate.data.freeBytes;
  const missing =
    recipe.formats.length === 0
      ? 'Choose what to write.'
      : !where
        ? 'Draw or load an area first.'
        : !target
          ? 'Choose a folder to write to.'
          : null;

  const start = async () => {
    if (!request) return;
    await startFromDialog(request, () =>
      useExportSettings.setState({ export: { options: optionsOf(recipe), target } }),
    );
  };

  return (
    <Dialog
      title={`Export ${sceneName(product)}`}
      size={640}
      foot={
        <>
          <span className="grow" role="status">
            {missing ?? estimateText(estimate.data, estimate.isPending)}
          </span>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button
            variant="filled"
            disabled={
              !request || estimate.isPending || estimate.isError || tooLarge || (there.length > 0 && !overwrite)
            }
            onClick={() => void start()}
          >
            Export
          </Button>
        </>
      }
    >
      <div className="form">
        <FormatChoice
          recipe={recipe}
          bands={productBands(product)}
          finestMetres={(band) => Math.min(...(product.bands[band] ?? []))}
          onChange={setRecipe}
        />
        <span className="label">Mask grid</span>
        <div className="value">
          <GridChoice
            label="Mask grid"
            grids={[...packGrids(product, scene?.choice?.pack)].sort((a, b) => a - b)}
            value={recipe.grid}
            onChange={(grid) => setRecipe({ ...recipe, grid })}
          />
          {recipe.grid !== scene?.choice?.grid && (
            <span className="dim">Another grid than the one on the map; it is computed first where needed.</span>
          )}
        </div>
        <AreaChoice {...part} />
        <TargetChoice target={target} onChange={setTarget} />
        <NameTemplate recipe={recipe} files={estimate.data?.files} onChange={setRecipe} />
        {estimate.error && (
          <div style={{ gridColumn: '1 / -1' }}>
            <ErrorNotice error={estimate.error} />
          </div>
        )}
        {(estimate.data?.notes.length ?? 0) > 0 && (
          <div style={{ gridColumn: '1 / -1' }}>
            {estimate.data?.notes.map((note) => (
              <Notice key={note} kind="info" text={note} />
            ))}
          </div>
        )}
        {there.length > 0 && (
          <>
            <span className="label">Overwrite</span>
            <div className="stack" style={{ paddingTop: 4 }}>
              <Checkbox
                label={
                  there.length === 1
                    ? 'Overwrite the file that is already there'
                    : `Overwrite the ${there.length} files that are already there`
                }
                checked={overwrite}
                onChange={(event) => setOverwrite(event.target.checked)}
              />
              <span className="mono dim" style={{ overflowWrap: 'anywhere' }}>
                {there.map(({ name }) => name).join(', ')}
              </span>
            </div>
          </>
        )}
        {tooLarge && (
          <div style={{ gridColumn: '1 / -1' }}>
            <ErrorNotice
              error={{
                message: `The folder has ${bytesText(estimate.data.freeBytes)} free; the export needs up to ${bytesText(estimate.data.bytes)}.`,
                remedy: 'Choose another folder, a smaller area or fewer files.',
              }}
            />
          </div>
        )}
      </div>
    </Dialog>
  );
}
