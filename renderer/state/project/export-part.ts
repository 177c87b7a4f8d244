import type { Choice, Recipe } from '../../api/types.ts';
import { NO_EXPORT_SETTINGS, type RecipeOptions, useExportSettings } from '../export-settings.ts';
import { newRecipe } from '../recipe.ts';
import { storePart } from './part.ts';
import { fieldsOf, isNumber, listOf, oneOf } from './read.ts';

type Settings = ReturnType<typeof useExportSettings.getState>;

const GRIDS = [10, 20, 60] as const;

function readChoice(kept: unknown): Choice | null {
  const { handle, name } = fieldsOf(kept);
  return typeof handle === 'string' && typeof name === 'string' ? { handle, name } : null;
}

const isWords = (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === 'string');

/** What the engine would refuse stays out: it checks words of formats and bands itself. */
function readOptions(kept: unknown): RecipeOptions | null {
  const options = fieldsOf(kept);
  const { simplifyMetres, nameTemplate, figureBands, figureLayout } = options;
  const isWhole =
    listOf(options.formats).length > 0 &&
    [options.formats, options.cloudyClasses, options.cleanedBands].every(isWords) &&
    GRIDS.some((grid) => grid === options.cleanedGrid) &&
    typeof options.cleanedStack === 'boolean' &&
    (nameTemplate === undefined || typeof nameTemplate === 'string') &&
    (figureBands === undefined || isWords(figureBands)) &&
    (figureLayout === undefined || oneOf(['beside', 'over'], figureLayout) !== undefined) &&
    (simplifyMetres === null || isNumber(simplifyMetres));
  return isWhole ? (options as unknown as RecipeOptions) : null;
}

/** Sliders of a queue are chosen anew each time. */
function readRecipe(kept: unknown): Recipe | null {
  const { grid, pack, parameters: _, ...rest } = fieldsOf(kept);
  const options = readOptions(rest);
  const metres = GRIDS.find((one) => one === grid);
  return options && metres ? { ...newRecipe(metres, typeof pack === 'string' ? pack : null, null), ...options } : null;
}

function readSettings(kept: unknown): Settings {
  const { export: one, queue } = fieldsOf(kept);
  const { options, target } = fieldsOf(one);
  const many = fieldsOf(queue);
  return {
    export: { options: readOptions(options), target: readChoice(target) },
    queue: {
      recipe: readRecipe(many.recipe),
      target: readChoice(many.target),
      settings: oneOf(['recipe', 'kept'], many.settings) ?? NO_EXPORT_SETTINGS.queue.settings,
    },
  };
}

/** What is exported, and where to. */
export const exportPart = storePart({
  name: 'export',
  isShared: false,
  store: useExportSettings,
  pick: (settings): Settings => settings,
  read: readSettings,
  initial: NO_EXPORT_SETTINGS,
  restore: (settings) => settings,
});
