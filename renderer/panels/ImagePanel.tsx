import { Button, SegmentedControl, Select } from '@mantine/core';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { showImage } from '../actions/images.ts';
import { productBands } from '../state/composites.ts';
import { useActiveProduct, useBandStatistics } from '../state/queries.ts';
import type { ImageLook } from '../state/scene.ts';
import { updateActive, useActiveScene } from '../state/scenes.ts';
import { stretched } from '../state/stretch.ts';
import { toggleImagePanel } from '../state/ui.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { Channel } from './image/Channel.tsx';
import { imageKinds, ofKind } from './image/image-kinds.ts';
import { SliderField } from './image/SliderField.tsx';

const GAMMA = { min: 0.3, max: 3 };
const OPACITY = { min: 0, max: 1 };

function change(part: Partial<ImageLook>): void {
  updateActive((scene) => ({ ...scene, image: { ...scene.image, ...part } }));
}

/** Bands, contrast, gamma and opacity of the image; everything is seen on the map at once. */
export function ImagePanel() {
  const product = useActiveProduct();
  const look = useActiveScene()?.image;
  const [joined, setJoined] = useState('joined');
  const { data: statistics, error } = useBandStatistics(product?.id ?? null, look?.bands ?? []);
  if (!product || !look) return null;
  const bands = productBands(product);
  const statisticsOf = (index: number) => (error ? null : statistics?.[index]);
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
        <Select
          aria-label="Image"
          data={imageKinds(product)}
          value={look.composite}
          onChange={(kind) => showImage((now) => ofKind(now, kind, product))}
        />
        {look.bands.map((_, index) => (
          <Channel
            // biome-ignore lint/suspicious/noArrayIndexKey: a channel is its place
            key={index}
            {...{ look, index, bands }}
            statistics={statisticsOf(index)}
            onChange={change}
          />
        ))}
        {error && (
          <div className="whole-row">
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
        <SliderField label="Gamma" value={look.gamma} range={GAMMA} onChange={(gamma) => change({ gamma })} />
        <SliderField
          label="Opacity"
          value={look.opacity}
          range={OPACITY}
          unit="%"
          onChange={(opacity) => change({ opacity })}
        />
      </section>
    </section>
  );
}
