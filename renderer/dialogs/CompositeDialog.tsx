import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { LEAST_COMPOSITE_DATES } from '../../electron/engine/contract/limits.ts';
import { packGrids } from '../actions/masks.ts';
import { startFromDialog } from '../actions/start-from-dialog.ts';
import type { BandId, Choice, GridMetres, JobRequest, ProductDetail } from '../api/types.ts';
import { productBands } from '../state/composites.ts';
import { shown } from '../state/history.ts';
import { tileName } from '../state/product-name.ts';
import { useActiveProduct, useProducts } from '../state/queries.ts';
import { toggled } from '../state/recipe.ts';
import { helperFor } from '../state/scene.ts';
import { useScenes } from '../state/scenes.ts';
import { closeDialog, useUi } from '../state/ui.ts';
import { GridChoice } from '../widgets/GridChoice.tsx';
import { BandChips } from './composite/BandChips.tsx';
import { compositeDates, seriesName } from './composite/composite-dates.ts';
import { DateList } from './composite/DateList.tsx';
import { Dialog } from './Dialog.tsx';
import { AreaChoice, useAreaOfWork } from './recipe/AreaChoice.tsx';
import { FileName } from './recipe/FileName.tsx';
import { TargetChoice } from './recipe/TargetChoice.tsx';

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
  const { data: products = [] } = useProducts();
  const viewport = useUi((ui) => ui.viewport);
  const part = useAreaOfWork(active);
  const { where } = part;
  const [left, setLeft] = useState<readonly string[]>([]);
  const [bands, setBands] = useState<readonly BandId[]>([]);
  const [grid, setGrid] = useState<GridMetres>(20);
  const [maskGrid, setMaskGrid] = useState<GridMetres>(20);
  const [targetDate, setTargetDate] = useState('');
  const [target, setTarget] = useState<Choice | null>(null);
  const [ownName, setOwnName] = useState<string | null>(null);
  const [overwrite, setOverwrite] = useState(false);
  if (!active) return null;

  const dates = compositeDates(products, active);
  const chosen = dates.filter(({ product, reason }) => reason === null && !left.includes(product.id));
  const chosenProducts = chosen.map(({ product }) => product);
  const grids = [...packGrids(active, active.preview?.pack)].sort((a, b) => a - b);
  const name = ownName ?? seriesName(chosenProducts, 'composite');
  const missing =
    chosen.length < LEAST_COMPOSITE_DATES
      ? 'A composite needs two dates or more of this tile and level; open others first.'
      : !where
        ? 'Draw or load an area first.'
        : name.trim() === ''
          ? 'Give the file a name.'
          : !target
            ? 'Choose a folder to write to.'
            : null;
  const scope =
    part.kind === 'view' && viewport
      ? ({ kind: 'view', bounds: viewport.bounds } as const)
      : where?.kind === 'polygon'
        ? ({ kind: 'area', polygons: where.polygons } as const)
        : ({ kind: 'scene' } as const);

  const start = async () => {
    if (!target || !where) return;
    await startFromDialog({
      kind: 'composite',
      dates: chosenProducts.map((one) => dateRequest(one, maskGrid)),
      ...{ grid, maskGrid, bands: [...bands], targetDate: targetDate || null, area: where },
      ...{ target: target.handle, name: name.trim(), overwrite },
    });
  };

  return (
    <Dialog
      title={`Composite of ${tileName(active)}`}
      size={640}
      foot={
        <>
          <span className="grow" role="status">
            {missing ?? `${chosen.length} dates; masks that are not there yet are computed first.`}
          </span>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button variant="filled" disabled={missing !== null} onClick={() => void start()}>
            Make composite
          </Button>
        </>
      }
    >
      <div className="form">
        <DateList dates={dates} left={new Set(left)} scope={scope} onToggle={(id) => setLeft(toggled(left, id))} />
        <span className="label">Target date</span>
        <div className="value">
          <TextInput
            type="date"
            aria-label="Target date"
            value={targetDate}
            onChange={(event) => setTargetDate(event.currentTarget.value)}
          />
          <span className="dim">{targetDate ? 'Observations near it are preferred.' : 'All dates count alike.'}</span>
        </div>
        <BandChips offered={commonBands(chosenProducts)} chosen={bands} onChange={setBands} />
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
        <TargetChoice target={target} onChange={setTarget} />
        <FileName name={name} onName={setOwnName} overwrite={overwrite} onOverwrite={setOverwrite} />
        <p className="dim form-note">
          Of the clear observations of a pixel the one is kept that is most like all others over all bands (a medoid),
          weighted by the probability of clear, the distance to cloud and shadow, and the days to the target date.
          Pixels that are never clear stay without data; the last two bands tell the day and the number of observations.
        </p>
      </div>
    </Dialog>
  );
}
