import { useState } from 'react';
import { LEAST_PERSISTENCE_DATES } from '../../electron/engine/contract/limits.ts';
import { packGrids } from '../actions/masks.ts';
import { startFromDialog } from '../actions/start-from-dialog.ts';
import type { GridMetres } from '../api/types.ts';
import { tileName } from '../state/product-name.ts';
import { useActiveProduct } from '../state/queries.ts';
import { useActiveScene } from '../state/scenes.ts';
import { GridChoice } from '../widgets/GridChoice.tsx';
import { DateList } from './composite/DateList.tsx';
import { useDatesOfWork } from './composite/use-dates-of-work.ts';
import { Dialog } from './Dialog.tsx';
import { FileName } from './recipe/FileName.tsx';
import { TargetChoice } from './recipe/TargetChoice.tsx';
import { StartFoot } from './StartFoot.tsx';

/** Finds where dates of the active scene's place are taken for cloud or shadow on most of them, as a raster. */
export default function PersistenceDialog() {
  const active = useActiveProduct();
  const scene = useActiveScene();
  const work = useDatesOfWork(active, 'persistent');
  const [grid, setGrid] = useState<GridMetres>(scene?.choice?.grid ?? 20);
  if (!active) return null;

  const missing = lackingDates(LEAST_PERSISTENCE_DATES - work.chosen.length) ?? work.lacks;
  const start = async () => {
    if (!work.into) return;
    await startFromDialog({
      kind: 'persistence',
      products: work.chosen.map(({ id }) => id),
      ...{ pack: scene?.choice?.pack ?? null, grid },
      ...work.into,
    });
  };

  return (
    <Dialog
      title={`Persistent places of ${tileName(active)}`}
      size={640}
      foot={
        <StartFoot status={missing ?? work.status} action="Find places" isReady={missing === null} onStart={start} />
      }
    >
      <div className="form">
        <DateList {...work.list} scope={{ kind: 'scene' }} of="the scene" />
        <span className="label">Mask grid</span>
        <div className="value">
          <GridChoice
            label="Pixel size of the masks"
            grids={[...packGrids(active, scene?.choice?.pack)].sort((a, b) => a - b)}
            value={grid}
            onChange={setGrid}
          />
        </div>
        <TargetChoice target={work.target} onChange={work.setTarget} />
        <FileName {...work.file} />
        <p className="dim form-note">
          A place is persistent where more than 60 % of the dates call it cloud, or shadow, although its reflectance
          hardly varies: a bright roof, a lagoon, a dark lake. Clouds come and go. The raster changes no mask by itself:
          the Mask panel has a slider that lowers these places.
        </p>
      </div>
    </Dialog>
  );
}

function lackingDates(count: number): string | null {
  if (count <= 0) return null;
  return count === 1
    ? '1 more date of this tile and level is needed; open it first.'
    : `${count} more dates of this tile and level are needed; open them first.`;
}
