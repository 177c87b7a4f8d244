import { SegmentedControl, Select } from '@mantine/core';
import type { BandId, Recipe } from '../../api/types.ts';
import { COMPOSITES, type Composite } from '../../state/composites.ts';

interface Props {
  readonly recipe: Recipe;
  /** Bands that there are; null where nobody knows. */
  readonly bands: readonly BandId[] | null;
  readonly onChange: (recipe: Recipe) => void;
}

const OWN = '';

/** What the image of figures and reports shows, and how many maps stand beside each other. */
export function FigureOptions({ recipe: { figureBands, ...recipe }, bands, onChange }: Props) {
  const offered = (COMPOSITES as readonly Composite[]).flatMap(({ name, channels }) => {
    const chosen = channels.map((choices) => choices.find((band) => bands?.includes(band) ?? true));
    return chosen.includes(undefined) ? [] : [{ value: chosen.join(','), label: `${name} (${chosen.join(', ')})` }];
  });
  const choose = (value: string | null) => {
    if (!value) return onChange(recipe);
    onChange({ ...recipe, figureBands: value.split(',') as unknown as NonNullable<Recipe['figureBands']> });
  };
  return (
    <>
      <span className="label">Figure</span>
      <div className="value">
        <Select
          aria-label="Image of the figure"
          style={{ width: 240 }}
          data={[{ value: OWN, label: 'True colour, or what there is' }, ...offered]}
          value={figureBands?.join(',') ?? OWN}
          allowDeselect={false}
          onChange={choose}
        />
        <SegmentedControl
          aria-label="Maps of the figure"
          data={[
            { value: 'beside', label: 'Image and mask' },
            { value: 'over', label: 'Mask alone' },
          ]}
          value={recipe.figureLayout ?? 'beside'}
          onChange={(value) => {
            const layout = value as NonNullable<Recipe['figureLayout']>;
            onChange({ ...recipe, ...(figureBands ? { figureBands } : {}), figureLayout: layout });
          }}
        />
      </div>
    </>
  );
}
