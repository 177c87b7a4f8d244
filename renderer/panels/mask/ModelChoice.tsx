import { Select } from '@mantine/core';
import { memo } from 'react';
import { chooseMask, maskFraction, packGrids } from '../../actions/masks.ts';
import type { GridMetres, ProductDetail } from '../../api/types.ts';
import { isUnderWay, maskJob } from '../../state/mask-job.ts';
import { useJobs, useMaskStates, usePacks } from '../../state/queries.ts';
import type { MaskChoice } from '../../state/scene.ts';
import { updateActive, useOfScene } from '../../state/scenes.ts';
import { useUi } from '../../state/ui.ts';
import { donePercent } from '../../widgets/format.ts';
import { OutOfScope } from './OutOfScope.tsx';

function stateText(share: number, isComputing: boolean): string {
  if (share >= 1) return '';
  if (share > 0) return `, ${donePercent(share)} % computed`;
  return isComputing ? ', computing' : ', not computed';
}

/** Grids of a pack with what of each is computed. */
export function gridOptions(
  product: ProductDetail,
  pack: string,
  of: { readonly fraction: (grid: GridMetres) => number; readonly isComputing: (grid: GridMetres) => boolean },
) {
  return [...packGrids(product, pack)]
    .sort((a, b) => b - a)
    .map((grid) => {
      return { value: String(grid), label: `${grid} m${stateText(of.fraction(grid), of.isComputing(grid))}` };
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
  const { data: jobs } = useJobs();
  const models = product.packs.map(({ id }) => ({
    value: id,
    label: packs.find((pack) => pack.id === id)?.name ?? id,
  }));
  const grids = gridOptions(product, choice.pack, {
    fraction: (grid) => maskFraction(states, { pack: choice.pack, grid }),
    isComputing: (grid) => {
      const job = maskJob(jobs, { product: product.id, pack: choice.pack, grid });
      return job !== undefined && isUnderWay(job);
    },
  });
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
