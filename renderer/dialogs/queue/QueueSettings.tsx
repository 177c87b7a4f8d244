import { Select } from '@mantine/core';
import type { ApiMaskParameters, Recipe } from '../../api/types.ts';
import { shown } from '../../state/history.ts';
import { asParameters } from '../../state/presets.ts';
import { usePacks, useSettings } from '../../state/queries.ts';
import { useActiveScene } from '../../state/scenes.ts';
import { GridChoice } from '../../widgets/GridChoice.tsx';
import { ChoiceRow } from '../ChoiceRow.tsx';

interface ParameterSet {
  readonly value: string;
  readonly label: string;
  readonly parameters: ApiMaskParameters | null;
}

/** Sliders that one recipe for all may have. */
export function useParameterSets(): readonly ParameterSet[] {
  const { data: settings } = useSettings();
  const scene = useActiveScene();
  const presets = (settings?.presets ?? []).flatMap(({ name, parameters }) => {
    const read = asParameters(parameters);
    return read ? [{ value: `preset:${name}`, label: name, parameters: read }] : [];
  });
  return [
    { value: 'default', label: "Each model's defaults", parameters: null },
    ...(scene ? [{ value: 'scene', label: 'As in the open scene', parameters: shown(scene.tuning).parameters }] : []),
    ...presets,
  ];
}

interface Props {
  readonly settings: 'recipe' | 'kept';
  readonly onSettings: (settings: 'recipe' | 'kept') => void;
  readonly recipe: Recipe;
  readonly onRecipe: (recipe: Recipe) => void;
  /** Which of the sets of sliders is chosen. */
  readonly set: string;
  readonly onSet: (set: string) => void;
}

/** How the masks of a queue are made: as each scene is kept, or all alike. */
export function QueueSettings({ settings, onSettings, recipe, onRecipe, set, onSet }: Props) {
  const { data: packs = [] } = usePacks();
  const sets = useParameterSets();
  const isKept = settings === 'kept';
  return (
    <>
      <ChoiceRow
        label="Settings"
        choices={[
          { value: 'kept', label: 'As each scene is kept' },
          { value: 'recipe', label: 'One recipe for all' },
        ]}
        value={settings}
        onChange={onSettings}
      >
        <span className="queue-hint">
          {isKept
            ? 'Sliders and corrections by hand of each scene; the defaults where nothing was set.'
            : 'Corrections by hand are left out, and every scene gets the same sliders.'}
        </span>
      </ChoiceRow>
      <span className="label">Model</span>
      <Select
        aria-label="Model"
        data={[
          { value: '', label: isKept ? 'As each scene is kept' : 'The best for each product' },
          ...packs.map(({ id, name, levels }) => ({ value: id, label: `${name} (${levels.join(', ')})` })),
        ]}
        value={recipe.pack ?? ''}
        onChange={(pack) => onRecipe({ ...recipe, pack: pack || null })}
      />
      <span className="label">Mask grid</span>
      <div className="value">
        <GridChoice
          label="Mask grid"
          grids={[10, 20, 60]}
          value={recipe.grid}
          onChange={(grid) => onRecipe({ ...recipe, grid })}
        />
      </div>
      {!isKept && (
        <>
          <span className="label">Sliders</span>
          <Select
            aria-label="Sliders"
            data={sets.map(({ value, label }) => ({ value, label }))}
            value={set}
            onChange={(value) => onSet(value ?? 'default')}
          />
        </>
      )}
    </>
  );
}
