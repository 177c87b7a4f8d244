import { Button, SegmentedControl, Select, Slider } from '@mantine/core';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import type { BandId, BandStatistics } from '../api/types.ts';
import { COMPOSITES, compositeBands, productBands } from '../state/composites.ts';
import { useActiveProduct, useBandStatistics } from '../state/queries.ts';
import { type ImageLook, withBands } from '../state/scene.ts';
import { updateActive, useActiveScene } from '../state/scenes.ts';
import { stretched } from '../state/stretch.ts';
import { toggleImagePanel } from '../state/ui.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { NumberField } from '../widgets/NumberField.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { BandHistogram } from './image/BandHistogram.tsx';

const RANGE = { min: -0.1, max: 2, digits: 3 };
const CHANNELS = ['Red', 'Green', 'Blue'];

function change(part: Partial<ImageLook>): void {
  updateActive((scene) => ({ ...scene, image: { ...scene.image, ...part } }));
}

function Channel({
  look,
  index,
  bands,
  statistics,
}: {
  readonly look: ImageLook;
  readonly index: number;
  readonly bands: readonly BandId[];
  /** Undefined while they are on their way, null where they will not come. */
  readonly statistics: BandStatistics | null | undefined;
}) {
  const name = look.bands.length === 1 ? 'Grey' : CHANNELS[index]!;
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
              change({
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
              onCommit={(value) => change({ min: put(look.min, value) })}
            />
          </span>
          <span className="dim">to</span>
          <span style={{ width: 64 }}>
            <NumberField
              label={`${name}: reflectance drawn white`}
              value={look.max[index] ?? 1}
              range={RANGE}
              step={0.01}
              onCommit={(value) => change({ max: put(look.max, value) })}
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

/** Bands, contrast, gamma and opacity of the image; everything is seen on the map at once. */
export function ImagePanel() {
  const product = useActiveProduct();
  const scene = useActiveScene();
  const [joined, setJoined] = useState('joined');
  const look = scene?.image;
  const { data: statistics, error } = useBandStatistics(product?.id ?? null, look?.bands ?? []);
  if (!product || !look) return null;
  const bands = productBands(product);
  const statisticsOf = (index: number) => (error ? null : statistics?.[index]);
  const kinds = [
    ...COMPOSITES.flatMap((composite) => {
      const own = compositeBands(composite, product);
      return own ? [{ value: composite.id, label: `${composite.name} (${own.join(' ')})` }] : [];
    }),
    { value: 'single', label: 'Single band' },
    { value: 'custom', label: 'Any three bands' },
  ];
  const chooseKind = (kind: string | null) => {
    const composite = COMPOSITES.find(({ id }) => id === kind);
    const own = composite && compositeBands(composite, product);
    if (composite && own) change(withBands(look, composite.id, own, composite.max));
    else if (kind === 'single') change(withBands(look, 'single', look.bands.slice(0, 1), 0.5));
    else
      change(
        withBands(
          look,
          'custom',
          [0, 1, 2].map((place) => look.bands[place] ?? bands[place] ?? bands[0]!),
          0.5,
        ),
      );
  };
  const stretch = (low: 'p1' | 'p2', high: 'p98' | 'p99') => {
    if (statistics) change(stretched(statistics, low, high, joined === 'joined'));
  };
  return (
    <section className="side" aria-label="Bands and contrast">
      <div className="panel-tabs image-head">
        <h2>Bands and contrast</h2>
        <span className="grow" />
        <ToolButton small icon={X} label="Close bands and contrast" hint="B" onClick={toggleImagePanel} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className="panel-scroll image-form" aria-label="Settings of the image" tabIndex={0}>
        <span className="label">Image</span>
        <Select aria-label="Image" data={kinds} value={look.composite} onChange={chooseKind} />
        {look.bands.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a channel is its place
          <Channel key={index} look={look} index={index} bands={bands} statistics={statisticsOf(index)} />
        ))}
        {error && (
          <div style={{ gridColumn: '1 / -1' }}>
            <ErrorNotice error={error} />
          </div>
        )}
        <span className="label">Contrast</span>
        <div className="value">
          <Button disabled={!statistics} onClick={() => stretch('p2', 'p98')}>
            2 to 98 %
          </Button>
          <Button disabled={!statistics} onClick={() => stretch('p1', 'p99')}>
            1 to 99 %
          </Button>
          {look.bands.length > 1 && (
            <SegmentedControl
              aria-label="Contrast of the bands"
              data={[
                { value: 'joined', label: 'Bands together' },
                { value: 'own', label: 'Each band' },
              ]}
              value={joined}
              onChange={setJoined}
            />
          )}
        </div>
        <span className="label">Gamma</span>
        <div className="value" style={{ flexWrap: 'nowrap' }}>
          <div style={{ flex: 1 }}>
            <Slider
              thumbLabel="Gamma"
              min={0.3}
              max={3}
              step={0.05}
              value={look.gamma}
              onChange={(gamma) => change({ gamma })}
            />
          </div>
          <span style={{ width: 64 }}>
            <NumberField
              label="Gamma, value"
              value={look.gamma}
              range={{ min: 0.3, max: 3, digits: 2 }}
              step={0.05}
              onCommit={(gamma) => change({ gamma })}
            />
          </span>
        </div>
        <span className="label">Opacity</span>
        <div className="value" style={{ flexWrap: 'nowrap' }}>
          <div style={{ flex: 1 }}>
            <Slider
              thumbLabel="Opacity"
              min={0}
              max={1}
              step={0.05}
              value={look.opacity}
              onChange={(opacity) => change({ opacity })}
            />
          </div>
          <span style={{ width: 64 }}>
            <NumberField
              label="Opacity, value"
              value={look.opacity * 100}
              range={{ min: 0, max: 100, digits: 0 }}
              step={5}
              unit="%"
              onCommit={(percent) => change({ opacity: percent / 100 })}
            />
          </span>
        </div>
      </section>
    </section>
  );
}
