import { Button } from '@mantine/core';
import { useState } from 'react';
import { LEAST_PERSISTENCE_DATES } from '../../electron/engine/contract/limits.ts';
import { packGrids } from '../actions/masks.ts';
import { startFromDialog } from '../actions/start-from-dialog.ts';
import type { Choice, GridMetres } from '../api/types.ts';
import { tileName } from '../state/product-name.ts';
import { useActiveProduct, useProducts } from '../state/queries.ts';
import { toggled } from '../state/recipe.ts';
import { useActiveScene } from '../state/scenes.ts';
import { closeDialog } from '../state/ui.ts';
import { GridChoice } from '../widgets/GridChoice.tsx';
import { compositeDates, seriesName } from './composite/composite-dates.ts';
import { DateList } from './composite/DateList.tsx';
import { Dialog } from './Dialog.tsx';
import { FileName } from './recipe/FileName.tsx';
import { TargetChoice } from './recipe/TargetChoice.tsx';

/** Finds where dates of the active scene's place are taken for cloud or shadow on most of them, as a raster. */
export default function PersistenceDialog() {
  const active = useActiveProduct();
  const scene = useActiveScene();
  const { data: products = [] } = useProducts();
  const [left, setLeft] = useState<readonly string[]>([]);
  const [grid, setGrid] = useState<GridMetres>(scene?.choice?.grid ?? 20);
  const [target, setTarget] = useState<Choice | null>(null);
  const [ownName, setOwnName] = useState<string | null>(null);
  const [overwrite, setOverwrite] = useState(false);
  if (!active) return null;

  const dates = compositeDates(products, active);
  const chosen = dates.filter(({ product, reason }) => reason === null && !left.includes(product.id));
  const name = (
    ownName ??
    seriesName(
      chosen.map(({ product }) => product),
      'persistent',
    )
  ).trim();
  const lacks = LEAST_PERSISTENCE_DATES - chosen.length;
  const missing =
    lacks > 0
      ? `${lacks} more ${lacks === 1 ? 'date' : 'dates'} of this tile and level ${lacks === 1 ? 'is' : 'are'} needed; open ${lacks === 1 ? 'it' : 'them'} first.`
      : name === ''
        ? 'Give the file a name.'
        : !target
          ? 'Choose a folder to write to.'
          : null;

  const start = async () => {
    if (!target) return;
    await startFromDialog({
      kind: 'persistence',
      products: chosen.map(({ product }) => product.id),
      ...{ pack: scene?.choice?.pack ?? null, grid, target: target.handle, name, overwrite },
    });
  };

  return (
    <Dialog
      title={`Persistent places of ${tileName(active)}`}
      size={640}
      foot={
        <>
          <span className="grow" role="status">
            {missing ?? `${chosen.length} dates; masks that are not there yet are computed first.`}
          </span>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button variant="filled" disabled={missing !== null} onClick={() => void start()}>
            Find places
          </Button>
        </>
      }
    >
      <div className="form">
        <DateList
          dates={dates}
          left={new Set(left)}
          scope={{ kind: 'scene' }}
          onToggle={(id) => setLeft(toggled(left, id))}
        />
        <span className="label">Mask grid</span>
        <div className="value">
          <GridChoice
            label="Pixel size of the masks"
            grids={[...packGrids(active, scene?.choice?.pack)].sort((a, b) => a - b)}
            value={grid}
            onChange={setGrid}
          />
        </div>
        <TargetChoice target={target} onChange={setTarget} />
        <FileName name={ownName ?? name} onName={setOwnName} overwrite={overwrite} onOverwrite={setOverwrite} />
        <p className="dim form-note">
          A place is persistent where more than 60 % of the dates call it cloud, or shadow, although its reflectance
          hardly varies: a bright roof, a lagoon, a dark lake. Clouds come and go. The raster changes no mask by itself:
          the Mask panel has a slider that lowers these places.
        </p>
      </div>
    </Dialog>
  );
}
