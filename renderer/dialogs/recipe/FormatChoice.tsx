import { Checkbox, Switch } from '@mantine/core';
import type { BandId, Recipe } from '../../api/types.ts';
import { useAbout } from '../../state/queries.ts';
import { toggled } from '../../state/recipe.ts';
import { FLAGGED } from '../../state/scene.ts';
import { GridChoice } from '../../widgets/GridChoice.tsx';
import { NumberField } from '../../widgets/NumberField.tsx';
import { FigureOptions } from './FigureOptions.tsx';

interface Props {
  readonly recipe: Recipe;
  /** Bands to offer for cleaned rasters; null offers all. */
  readonly bands: readonly BandId[] | null;
  /** Of the finest pixels that the product has of a band; for a queue nobody knows. */
  readonly finestMetres?: ((band: BandId) => number) | undefined;
  readonly onChange: (recipe: Recipe) => void;
}

function CleanedOptions({ recipe, bands, finestMetres, onChange }: Props) {
  const { data: about } = useAbout();
  const coarser = (band: BandId) => {
    const finest = finestMetres?.(band) ?? 0;
    return finest > recipe.cleanedGrid ? finest : null;
  };
  const offered = bands ?? about?.bands.map(({ id }) => id) ?? [];
  return (
    <>
      <span className="label">Cloudy is</span>
      <div className="value">
        {FLAGGED.map((id) => (
          <Checkbox
            key={id}
            label={about?.classes.find((one) => one.id === id)?.name ?? id}
            checked={recipe.cloudyClasses.includes(id)}
            onChange={() => onChange({ ...recipe, cloudyClasses: toggled(recipe.cloudyClasses, id) })}
          />
        ))}
      </div>
      <span className="label">Cleaned bands</span>
      <div className="stack">
        <fieldset className="bare bands" aria-label="Bands to clean">
          {offered.map((band) => (
            <button
              key={band}
              type="button"
              className="chip"
              aria-pressed={recipe.cleanedBands.length === 0 || recipe.cleanedBands.includes(band)}
              onClick={() => {
                const chosen = recipe.cleanedBands.length === 0 ? [...offered] : recipe.cleanedBands;
                const next = toggled(chosen, band);
                onChange({ ...recipe, cleanedBands: next.length === offered.length ? [] : next });
              }}
            >
              {band}
              {coarser(band) !== null && <small title={`Resampled from ${coarser(band)} m`}> {coarser(band)} m</small>}
            </button>
          ))}
        </fieldset>
        <div className="value">
          <GridChoice
            label="Pixel size of cleaned bands"
            grids={[10, 20, 60]}
            value={recipe.cleanedGrid}
            onChange={(cleanedGrid) => onChange({ ...recipe, cleanedGrid })}
          />
          <Switch
            label="All in one file"
            checked={recipe.cleanedStack}
            onChange={(event) => onChange({ ...recipe, cleanedStack: event.target.checked })}
          />
        </div>
      </div>
    </>
  );
}

/** What to write, with the options of what is chosen. */
export function FormatChoice({ recipe, bands, finestMetres, onChange }: Props) {
  const formats = useAbout().data?.formats ?? [];
  const isHeeded = (options: 'polygons' | 'bands' | 'figure') =>
    formats.some(({ id, heeds }) => heeds === options && recipe.formats.includes(id));
  return (
    <>
      <span className="label">Write</span>
      <fieldset className="bare checks" aria-label="Formats">
        {formats.map(({ id, title, note }) => (
          <Checkbox
            key={id}
            label={title}
            description={note || undefined}
            checked={recipe.formats.includes(id)}
            onChange={() => onChange({ ...recipe, formats: toggled(recipe.formats, id) })}
          />
        ))}
      </fieldset>
      {isHeeded('bands') && (
        <CleanedOptions recipe={recipe} bands={bands} finestMetres={finestMetres} onChange={onChange} />
      )}
      {isHeeded('figure') && <FigureOptions recipe={recipe} bands={bands} onChange={onChange} />}
      {isHeeded('polygons') && (
        <>
          <span className="label">Simplify by</span>
          <div className="value">
            <span style={{ width: 80 }}>
              <NumberField
                label="Simplification of polygons in metres"
                value={recipe.simplifyMetres ?? recipe.grid / 2}
                range={{ min: 0, max: 1000, digits: 0 }}
                step={5}
                unit="m"
                onCommit={(metres) => onChange({ ...recipe, simplifyMetres: metres })}
              />
            </span>
            <span className="dim">0 keeps the edges of pixels</span>
          </div>
        </>
      )}
    </>
  );
}
