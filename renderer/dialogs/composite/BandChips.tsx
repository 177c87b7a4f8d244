import type { BandId } from '../../api/types.ts';
import { toggled } from '../../state/recipe.ts';

interface Props {
  readonly offered: readonly BandId[];
  /** Empty: all. */
  readonly chosen: readonly BandId[];
  onChange(bands: BandId[]): void;
}

/** Bands to be written; at least one. */
export function BandChips({ offered, chosen, onChange }: Props) {
  return (
    <>
      <span className="label">Bands</span>
      <fieldset className="bare bands" aria-label="Bands to write">
        {offered.map((band) => (
          <button
            key={band}
            type="button"
            className="chip"
            aria-pressed={chosen.length === 0 || chosen.includes(band)}
            onClick={() => {
              const next = toggled(chosen.length === 0 ? offered : chosen, band);
              if (next.length > 0) onChange(next.length === offered.length ? [] : next);
            }}
          >
            {band}
          </button>
        ))}
      </fieldset>
    </>
  );
}
