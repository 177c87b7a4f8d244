import { Select } from '@mantine/core';
import type { BandId, BandStatistics } from '../../api/types.ts';
import type { ImageLook } from '../../state/scene.ts';
import { NumberField } from '../../widgets/NumberField.tsx';
import { BandHistogram } from './BandHistogram.tsx';

const RANGE = { min: -0.1, max: 2, digits: 3 };
const NAMES = ['Red', 'Green', 'Blue'];

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
          <span style={{ width: 64 }}>
            <NumberField
              label={`${name}: reflectance drawn black`}
              value={look.min[index] ?? 0}
              range={RANGE}
              step={0.01}
              onCommit={(value) => onChange({ min: put(look.min, value) })}
            />
          </span>
          <span className="dim">to</span>
          <span style={{ width: 64 }}>
            <NumberField
              label={`${name}: reflectance drawn white`}
              value={look.max[index] ?? 1}
              range={RANGE}
              step={0.01}
              onCommit={(value) => onChange({ max: put(look.max, value) })}
            />
          </span>
        </div>
        {statistics !== null && (
          <BandHistogram statistics={statistics} min={look.min[index] ?? 0} max={look.max[index] ?? 1} />
        )}
      </div>
    </>
  );
}
