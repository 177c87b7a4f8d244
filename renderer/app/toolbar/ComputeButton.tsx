import { Button, Menu } from '@mantine/core';
import ChevronDown from 'lucide-react/icons/chevron-down';
import type { ReactNode } from 'react';
import { computeMask, finestBandMetres, mainGrid, maskFraction, packGrids } from '../../actions/masks.ts';
import type { GridMetres } from '../../api/types.ts';
import { isUnderWay, maskJob } from '../../state/mask-job.ts';
import { useActiveProduct, useJobs, useMaskStates } from '../../state/queries.ts';
import { useOfScene } from '../../state/scenes.ts';
import { donePercent } from '../../widgets/format.ts';

/** Computes the mask of the active scene on the grid that its bands bear, or shows it; others are in a menu. */
export function ComputeButton() {
  const product = useActiveProduct();
  const choice = useOfScene((scene) => scene.choice);
  const { data: states } = useMaskStates(product?.id ?? null);
  const { data: jobs } = useJobs();
  const pack = choice?.pack ?? product?.packs[0]?.id;
  const grid = product && mainGrid(product, pack);
  if (!product || pack === undefined || !grid) {
    return (
      <Button variant="filled" disabled>
        Compute mask
      </Button>
    );
  }
  const done = maskFraction(states, { pack, grid }) >= 1;
  const job = maskJob(jobs, { product: product.id, pack, grid });
  const running = job !== undefined && isUnderWay(job);
  const others = packGrids(product, pack);
  const bandMetres = finestBandMetres(product);
  const shown = done && choice?.grid === grid;
  return (
    <span className="joined">
      <Button variant={shown ? 'default' : 'filled'} disabled={running || shown} onClick={() => void computeMask(grid)}>
        {buttonText(grid, { running, shown, done })}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant={shown ? 'default' : 'filled'} aria-label="Other grids">
            <ChevronDown size={14} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {[...others]
            .sort((a, b) => a - b)
            .map((one) => {
              const fraction = maskFraction(states, { pack, grid: one });
              return (
                <Menu.Item
                  key={one}
                  rightSection={
                    <span className="menu-shortcut">{gridNote(fraction, one < bandMetres ? bandMetres : null)}</span>
                  }
                  onClick={() => void computeMask(one)}
                >
                  {one} m grid
                </Menu.Item>
              );
            })}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

/** What the menu says of a grid: what of its mask is computed, or that it is finer than all bands. */
function gridNote(fraction: number, bandMetres: number | null): string {
  if (fraction >= 1) return 'computed';
  if (fraction > 0) return `${donePercent(fraction)} %`;
  return bandMetres === null ? '' : `bands are of ${bandMetres} m`;
}

function buttonText(
  grid: GridMetres,
  { running, shown, done }: { readonly running: boolean; readonly shown: boolean; readonly done: boolean },
): ReactNode {
  if (running) return `Computing ${grid} m`;
  if (shown) return `Mask ${grid} m computed`;
  return (
    <span>
      {done ? 'Show' : 'Compute'} <span className="spare">mask </span>
      {grid} m
    </span>
  );
}
