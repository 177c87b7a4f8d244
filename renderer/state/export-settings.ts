import { create } from 'zustand';
import type { Choice, Recipe } from '../api/types.ts';

/** What of a recipe is the same for every product. */
export type RecipeOptions = Omit<Recipe, 'grid' | 'pack' | 'parameters'>;

interface ExportSettings {
  /** The export of one scene: what, and where to; its network and sliders are the scene's. */
  readonly export: { readonly options: RecipeOptions | null; readonly target: Choice | null };
  readonly queue: {
    readonly recipe: Recipe | null;
    readonly target: Choice | null;
    readonly settings: 'recipe' | 'kept';
  };
}

export const NO_EXPORT_SETTINGS: ExportSettings = {
  export: { options: null, target: null },
  queue: { recipe: null, target: null, settings: 'kept' },
};

/** How the last export and the last queue of the project were asked for, so that the next begins there. */
export const useExportSettings = create<ExportSettings>(() => NO_EXPORT_SETTINGS);

export function optionsOf({ grid: _, pack: __, parameters: ___, ...options }: Recipe): RecipeOptions {
  return options;
}

/** A recipe with options of an earlier one, where there are some. */
export function withOptions(recipe: Recipe, options: RecipeOptions | null): Recipe {
  return { ...recipe, ...options };
}
