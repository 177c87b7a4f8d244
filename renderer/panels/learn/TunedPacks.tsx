import { Button } from '@mantine/core';
import { useState } from 'react';
import { removeTunedPack } from '../../actions/label/adapt.ts';
import { chooseMask, packGrids } from '../../actions/masks.ts';
import type { PackSummary } from '../../api/types.ts';
import { sayInfo } from '../../state/messages.ts';
import { useActiveProduct, usePacks } from '../../state/queries.ts';
import { setUi } from '../../state/ui.ts';

const METHODS = { calibration: 'calibration, 4 numbers', head: 'head, 68 numbers', network: 'whole network' };

function Tuned({ pack }: { readonly pack: PackSummary }) {
  const product = useActiveProduct();
  const [isAsked, setAsked] = useState(false);
  const { tuned } = pack;
  if (!tuned) return null;
  const grids = product ? packGrids(product, pack.id) : [];
  const grid = grids.includes(20) ? 20 : grids[0];
  const show = () => {
    if (grid === undefined) return;
    chooseMask({ pack: pack.id, grid });
    setUi({ fullView: null, rightTab: 'mask', rightFolded: false });
    sayInfo(`The mask is that of ${pack.name} now.`);
  };
  return (
    <li className="tuned">
      <div className="told">
        <strong>{pack.name}</strong>
        <span className="dim">
          {METHODS[tuned.method]}; held-out mean Dice {tuned.diceBefore.toFixed(3)} → {tuned.diceAfter.toFixed(3)}
          {!tuned.accepted && '; written although the gate refused it'}
        </span>
        <span className="dim">{pack.scopeText}</span>
      </div>
      {isAsked ? (
        <>
          <Button color="red" onClick={() => void removeTunedPack(pack)}>
            Remove from the disk
          </Button>
          <Button onClick={() => setAsked(false)}>Keep</Button>
        </>
      ) : (
        <>
          <Button disabled={grid === undefined} onClick={show}>
            Use on this scene
          </Button>
          <Button onClick={() => setAsked(true)}>Remove</Button>
        </>
      )}
    </li>
  );
}

/** Networks that were tuned on a label project, by its name. */
export function TunedPacks({ name }: { readonly name: string }) {
  const { data: packs = [] } = usePacks();
  const own = packs.filter(({ tuned }) => tuned?.project === name);
  if (own.length === 0) return null;
  return (
    <section className="section stack" aria-label="Tuned networks">
      <div className="section-title">Tuned on these labels</div>
      <ul className="bare">
        {own.map((pack) => (
          <Tuned key={pack.id} pack={pack} />
        ))}
      </ul>
    </section>
  );
}
