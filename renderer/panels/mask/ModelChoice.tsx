import { Select } from '@mantine/core';
import { memo } from 'react';
import { chooseMask, maskFraction, packGrids } from '../../actions/masks.ts';
import type { GridMetres, ProductDetail } from '../../api/types.ts';
import { useMaskStates, usePacks } from '../../state/queries.ts';
import type { MaskChoice } from '../../state/scene.ts';
import { updateActive, useOfScene } from '../../state/scenes.ts';
import { useUi } from '../../state/ui.ts';
import { OutOfScope } from './OutOfScope.tsx';

/** Grids of a pack with what of each is computed. */
export function gridOptions(product: ProductDetail, pack: string, fraction: (grid: GridMetres) => number) {
  return [...packGrids(product, pack)]
    .sort((a, b) => b - a)
    .map((grid) => {
      const share = fraction(grid);
      const state = share >= 1 ? '' : share > 0 ? `, ${Math.round(share * 100)} % computed` : ', not computed';
      return { value: String(grid), label: `${grid} m${state}` };
    });
}

function SecondModel({ product }: { readonly product: ProductDetail }) {
  const second = useOfScene((scene) => scene.second);
  const { data: packs = [] } = usePacks();
  const asked = useUi((ui) => ui.viewMode !== 'single' && ui.pair === 'model-model');
  const { data: states } = useMaskStates(product.id);
  if (!asked) return null;
  const options = product.packs.flatMap(({ id, grids }) =>
    grids.map((grid) => {
      const computed = maskFraction(states, { pack: id, grid }) >= 1;
      const name = packs.find((pack) => pack.id === id)?.name ?? id;
      return { value: `${id}/${grid}`, label: `${name} ${grid} m${computed ? '' : ', not computed'}` };
    }),
  );
  return (
    <div className="row">
      <span className="label">Model B</span>
      <Select
        className="grow"
        aria-label="Second model"
        placeholder="Choose the second model"
        data={options}
        value={second ? `${second.pack}/${second.grid}` : null}
        onChange={(value) => {
          const [pack = '', grid] = value?.split('/') ?? [];
          updateActive((one) => ({ ...one, second: { pack, grid: Number(grid) as GridMetres } }));
        }}
      />
    </div>
  );
}

interface Props {
  readonly product: ProductDetail;
  readonly choice: MaskChoice;
}

export const ModelChoice = memo(function ModelChoice({ product, choice }: Props) {
  const { data: packs = [] } = usePacks();
  const { data: states } = useMaskStates(product.id);
  const models = product.packs.map(({ id }) => ({
    value: id,
    label: packs.find((pack) => pack.id === id)?.name ?? id,
  }));
  const grids = gridOptions(product, choice.pack, (grid) => maskFraction(states, { pack: choice.pack, grid }));
  const choosePack = (pack: string | null) => {
    if (pack === null) return;
    const possible = packGrids(product, pack);
    const grid = possible.includes(choice.grid) ? choice.grid : possible[0];
    if (grid) chooseMask({ pack, grid });
  };
  return (
    <div className="section">
      <div className="row">
        <span className="label">Model</span>
        <Select className="grow" aria-label="Model" data={models} value={choice.pack} onChange={choosePack} />
      </div>
      <div className="row" style={{ marginTop: 4 }}>
        <span className="label">Grid</span>
        <Select
          className="grow"
          aria-label="Grid"
          data={grids}
          value={String(choice.grid)}
          onChange={(grid) => chooseMask({ ...choice, grid: Number(grid) as GridMetres })}
        />
      </div>
      <OutOfScope product={product} choice={choice} onChoose={choosePack} />
      <SecondModel product={product} />
    </div>
  );
});
