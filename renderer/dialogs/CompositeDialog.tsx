import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { LEAST_COMPOSITE_DATES } from '../../electron/engine/contract/limits.ts';
import { packGrids } from '../actions/masks.ts';
import { startFromDialog } from '../actions/start-from-dialog.ts';
import type { BandId, ClearShareRequest, GridMetres, JobRequest, ProductDetail } from '../api/types.ts';
import { productBands } from '../state/composites.ts';
import { shown } from '../state/history.ts';
import { tileName } from '../state/product-name.ts';
import { useActiveProduct } from '../state/queries.ts';
import { helperFor } from '../state/scene.ts';
import { useScenes } from '../state/scenes.ts';
import { useUi, type Viewport } from '../state/ui.ts';
import { GridChoice } from '../widgets/GridChoice.tsx';
import { BandChips } from './composite/BandChips.tsx';
import { DateList } from './composite/DateList.tsx';
import { useDatesOfWork } from './composite/use-dates-of-work.ts';
import { Dialog } from './Dialog.tsx';
import { AreaChoice, type AreaOfWork, useAreaOfWork } from './recipe/AreaChoice.tsx';
import { FileName } from './recipe/FileName.tsx';
import { TargetChoice } from './recipe/TargetChoice.tsx';
import { StartFoot } from './StartFoot.tsx';

type Request = Extract<JobRequest, { kind: 'composite' }>;

/** A date with the sliders and corrections of its scene: the mask that it shows and exports. */
function dateRequest(product: ProductDetail, grid: GridMetres): Request['dates'][number] {
  const scene = useScenes.getState().scenes[product.id];
  if (!scene) return { product: product.id, pack: null, parameters: null, corrections: [] };
  const { parameters, corrections } = shown(scene.tuning);
  const pack = scene.choice?.pack ?? null;
  const helper = pack === null ? undefined : helperFor(shown(scene.tuning), { pack, grid });
  return { product: product.id, pack, parameters, corrections: [...corrections], ...(helper ? { helper } : {}) };
}

/** Bands that all have. */
function commonBands(products: readonly ProductDetail[]): BandId[] {
  const [first, ...others] = products;
  if (!first) return [];
  return productBands(first).filter((band) => others.every((other) => other.bands[band] !== undefined));
}

/** The best clear observation of every pixel over dates of the active scene's place, into one file. */
export default function CompositeDialog() {
  const active = useActiveProduct();
  const viewport = useUi((ui) => ui.viewport);
  const part = useAreaOfWork(active);
  const { where } = part;
  const work = useDatesOfWork(active, 'composite');
  const [bands, setBands] = useState<readonly BandId[]>([]);
  const [grid, setGrid] = useState<GridMetres>(20);
  const [maskGrid, setMaskGrid] = useState<GridMetres>(20);
  const [targetDate, setTargetDate] = useState('');
  if (!active) return null;

  const grids = [...packGrids(active, active.preview?.pack)].sort((a, b) => a - b);
  const missing =
    work.chosen.length < LEAST_COMPOSITE_DATES
      ? 'A composite needs two dates or more of this tile and level; open others first.'
      : where
        ? work.lacks
        : 'Draw or load an area first.';
  const start = async () => {
    if (!work.into || !where) return;
    await startFromDialog({
      kind: 'composite',
      dates: work.chosen.map((one) => dateRequest(one, maskGrid)),
      ...{ grid, maskGrid, bands: [...bands], targetDate: targetDate || null, area: where },
      ...work.into,
    });
  };

  return (
    <Dialog
      title={`Composite of ${tileName(active)}`}
      size={640}
      foot={
        <StartFoot status={missing ?? work.status} action="Make composite" isReady={missing === null} onStart={start} />
      }
    >
      <div className="form">
        <DateList {...work.list} {...scopeOf(part, viewport)} />
        <TargetDate value={targetDate} onChange={setTargetDate} />
        <BandChips offered={commonBands(work.chosen)} chosen={bands} onChange={setBands} />
        <span className="label">Pixel size</span>
        <div className="value">
          <GridChoice
            label="Pixel size of the composite"
            grids={grids}
            value={grid}
            onChange={(value) => {
              setGrid(value);
              setMaskGrid(value);
            }}
          />
        </div>
        <span className="label">Mask grid</span>
        <div className="value">
          <GridChoice label="Pixel size of the masks" grids={grids} value={maskGrid} onChange={setMaskGrid} />
          <span className="dim">Each date with its own sliders and corrections.</span>
        </div>
        <AreaChoice {...part} />
        <TargetChoice target={work.target} onChange={work.setTarget} />
        <FileName {...work.file} />
        <p className="dim form-note">
          Of the clear observations of a pixel the one is kept that is most like all others over all bands (a medoid),
          weighted by the probability of clear, the distance to cloud and shadow, and the days to the target date.
          Pixels that are never clear stay without data; the last two bands tell the day and the number of observations.
        </p>
      </div>
    </Dialog>
  );
}

/** The part of the scene in which clear shares are counted, and how it is called. */
function scopeOf(
  { kind, where, area }: AreaOfWork,
  viewport: Viewport | null,
): { readonly scope: ClearShareRequest['scope']; readonly of: string } {
  if (kind === 'view' && viewport) return { scope: { kind: 'view', bounds: viewport.bounds }, of: 'what is in view' };
  if (where?.kind === 'polygon')
    return { scope: { kind: 'area', polygons: where.polygons }, of: area?.name ?? 'the area' };
  return { scope: { kind: 'scene' }, of: 'the scene' };
}

function TargetDate({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <>
      <span className="label">Target date</span>
      <div className="value">
        <TextInput
          type="date"
          aria-label="Target date"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <span className="dim">{value ? 'Observations near it are preferred.' : 'All dates count alike.'}</span>
      </div>
    </>
  );
}
