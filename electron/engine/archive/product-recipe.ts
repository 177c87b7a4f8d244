import type { Recipe } from '../contract/recipe.ts';
import { overrideParameters, type ParameterDefaults } from '../mask/parameters.ts';
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
  const parameters = overrideParameters(planned.parameters, withTile(settings.parameters, product.tile));
  const recipe = { ...base, pack: settings.recipe.pack ?? planned.pack.id, parameters };
  return { recipe, plan: await planRecipe(bench, product, recipe, settings.area, device) };
}

/** Each tile has its own persistent places: `{tile}` in their path is the product's. */
function withTile(given: ArchiveSettings['parameters'], tile: string | null): ParameterDefaults {
  const { persistence } = given;
  if (!persistence) return given;
  const named = (text: string) => text.replaceAll('{tile}', tile === null ? '' : `T${tile.replace(/^T(?=\d)/, '')}`);
  const { handle, name } = persistence.raster;
  return { ...given, persistence: { ...persistence, raster: { handle: named(handle), name: named(name) } } };
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
