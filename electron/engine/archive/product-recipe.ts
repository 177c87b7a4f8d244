import type { Recipe } from '../contract/recipe.ts';
import { overrideParameters } from '../mask/parameters.ts';
import type { DeviceChoice } from '../model/providers.ts';
import { type Plan, planRecipe } from '../produce/plan.ts';
import type { Workbench } from '../produce/workbench.ts';
import { defaultGrid } from '../product/product-grid.ts';
import type { OpenProductOptions, Product } from '../product/types.ts';
import type { ArchiveSettings } from './run-file.ts';

export interface ProductRecipe {
  readonly recipe: Recipe;
  readonly plan: Plan;
}

/** What a run's settings come to for one product. @throws as `planRecipe` */
export async function recipeForProduct(
  bench: Workbench,
  product: Product,
  settings: ArchiveSettings,
  device: DeviceChoice,
  packId: string | null,
): Promise<ProductRecipe> {
  const base: Recipe = {
    ...settings.recipe,
    grid: settings.recipe.grid ?? defaultGrid(product),
    // A folder goes before an id: the pack may lie in no folder that is looked through.
    pack: settings.recipe.pack ?? packId,
  };
  const planned = await planRecipe(bench, product, base, settings.area, device);
  const parameters = overrideParameters(planned.parameters, settings.parameters);
  const recipe = { ...base, pack: settings.recipe.pack ?? planned.pack.id, parameters };
  return { recipe, plan: await planRecipe(bench, product, recipe, settings.area, device) };
}

export function openOptionsOf(settings: ArchiveSettings, granule: string | null): OpenProductOptions {
  const { bands, level, scale, offset, pixelMetres } = settings.stack ?? {};
  const stack = {
    ...(bands === undefined ? {} : { bands }),
    ...(level === undefined ? {} : { level }),
    ...(scale === undefined ? {} : { scale }),
    ...(offset === undefined ? {} : { offset }),
    ...(pixelMetres === undefined ? {} : { pixelMetres }),
  };
  return {
    ...(granule === null ? {} : { granule }),
    ...(Object.keys(stack).length === 0 ? {} : { stack }),
  };
}
