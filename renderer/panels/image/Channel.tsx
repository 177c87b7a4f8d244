import { Select } from '@mantine/core';
import { Fragment } from 'react';
import type { BandId, BandStatistics } from '../../api/types.ts';
import type { ImageLook } from '../../state/scene.ts';
import { NumberField } from '../../widgets/NumberField.tsx';
import { BandHistogram } from './BandHistogram.tsx';

const RANGE = { min: -0.1, max: 2, digits: 3 };
/** Where a look gives no limits. */
const WHOLE_RANGE = { min: 0, max: 1 };
const NAMES = ['Red', 'Green', 'Blue'];
const LIMITS = [
  { limit: 'min', drawn: 'black' },
  { limit: 'max', drawn: 'white' },
] as const;

/** The rows of a form that ask which band a channel of the image shows, and between which reflectances. */
export function Channel({
  look,
  index,
  bands,
  statistics,
  onChange,
}: {
  readonly look: ImageLook;
  readonly index: number;
  readonly bands: readonly BandId[];
  /** Undefined while they are on their way, null where they will not come. */
  readonly statistics: BandStatistics | null | undefined;
  readonly onChange: (part: Partial<ImageLook>) => void;
}) {
  const name = look.bands.length === 1 ? 'Grey' : NAMES[index]!;
  const put = (values: readonly number[], value: number) => values.map((one, place) => (place === index ? value : one));
  return (
    <>
      <span className="label">{name}</span>
      <div>
        <div className="value">
          <Select
            aria-label={`Band for ${name}`}
            w={86}
            data={[...bands]}
            value={look.bands[index] ?? null}
            onChange={(band) =>
              band &&
              onChange({
                composite: look.bands.length === 1 ? 'single' : 'custom',
                bands: look.bands.map((one, place) => (place === index ? (band as BandId) : one)),
              })
            }
          />
          {LIMITS.map(({ limit, drawn }) => (
            <Fragment key={limit}>
              {limit === 'max' && <span className="dim">to</span>}
              <span style={{ width: 64 }}>
                <NumberField
                  label={`${name}: reflectance drawn ${drawn}`}
                  value={look[limit][index] ?? WHOLE_RANGE[limit]}
                  range={RANGE}
                  step={0.01}
                  onCommit={(value) => onChange({ [limit]: put(look[limit], value) })}
                />
              </span>
            </Fragment>
          ))}
        </div>
        {statistics !== null && (
          <BandHistogram
            statistics={statistics}
            min={look.min[index] ?? WHOLE_RANGE.min}
            max={look.max[index] ?? WHOLE_RANGE.max}
          />
        )}
      </div>
    </>
  );
}
