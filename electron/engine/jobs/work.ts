import type { Area, Recipe } from '../contract/recipe.ts';
import type { GridMetres } from '../core/bands.ts';
import type { Correction } from '../mask/types.ts';

/** What a job of the queue does. Plain values, so that it can be written down and started again. */
export type WorkRequest =
  | { readonly kind: 'mask'; readonly product: string; readonly pack: string; readonly grid: GridMetres }
  | {
      readonly kind: 'export';
      /** Id of an open product, or a path. */
      readonly source: { readonly product: string } | { readonly path: string };
      readonly recipe: Recipe;
      readonly area: Area;
      readonly corrections?: readonly Correction[];
      readonly folder: string;
      readonly overwrite: boolean;
      readonly skipExisting: boolean;
    }
  | {
      readonly kind: 'batch';
      readonly paths: readonly string[];
      readonly recipe: Recipe;
      readonly folder: string;
      readonly skipExisting: boolean;
    };
