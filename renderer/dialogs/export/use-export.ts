import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reportExtras } from '../../actions/report.ts';
import { startFromDialog } from '../../actions/start-from-dialog.ts';
import { engine } from '../../api/engine.ts';
import type { JobRequest, ProductDetail } from '../../api/types.ts';
import { optionsOf, useExportSettings, withOptions } from '../../state/export-settings.ts';
import { shown } from '../../state/history.ts';
import { newRecipe } from '../../state/recipe.ts';
import { helperFor } from '../../state/scene.ts';
import { useActiveScene } from '../../state/scenes.ts';
import { useAreaOfWork } from '../recipe/AreaChoice.tsx';
import { overwriteText } from './OverwriteFiles.tsx';

/** What the export dialog sets, what the engine says to it, and what is still missing before it can begin. */
export function useExport(product: ProductDetail | null) {
  const scene = useActiveScene();
  const part = useAreaOfWork(product);
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
    product && target && part.where && recipe.formats.length > 0
      ? {
          kind: 'export',
          product: product.id,
          recipe,
          area: part.where,
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
  const there = estimate.data?.files.filter(({ exists }) => exists) ?? [];
  const tooLarge = estimate.data !== undefined && estimate.data.bytes > estimate.data.freeBytes;
  const mayNot = there.length > 0 && !overwrite;

  return {
    scene,
    part,
    recipe,
    setRecipe,
    target,
    setTarget,
    overwrite,
    setOverwrite,
    estimate,
    /** Files that are there already. */
    there,
    tooLarge,
    /** Why it cannot begin yet, also where what tells more of it is scrolled away; null while nothing is known to be. */
    missing:
      missingOf(recipe.formats.length > 0, part.where !== null, target !== null) ??
      estimate.error?.message ??
      (tooLarge ? 'The folder has too little room.' : null) ??
      (mayNot ? overwriteText(there.length) : null),
    isReady: Boolean(request && estimate.isSuccess && !tooLarge && !mayNot),
    start: async () => {
      if (!request) return;
      await startFromDialog(request, () =>
        useExportSettings.setState({ export: { options: optionsOf(recipe), target } }),
      );
    },
  };
}

function missingOf(hasFormats: boolean, hasArea: boolean, hasTarget: boolean): string | null {
  if (!hasFormats) return 'Choose what to write.';
  if (!hasArea) return 'Draw or load an area first.';
  return hasTarget ? null : 'Choose a folder to write to.';
}
