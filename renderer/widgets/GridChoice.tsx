import { SegmentedControl } from '@mantine/core';
import type { GridMetres } from '../api/types.ts';

interface Props {
  readonly label: string;
  /** In metres, the finest first. */
  readonly grids: readonly GridMetres[];
  readonly value: GridMetres;
  readonly onChange: (grid: GridMetres) => void;
}

/** One of the pixel sizes that there are. */
export function GridChoice({ label, grids, value, onChange }: Props) {
  return (
    <SegmentedControl
      aria-label={label}
      data={grids.map((grid) => ({ value: String(grid), label: `${grid} m` }))}
      value={String(value)}
      onChange={(grid) => onChange(Number(grid) as GridMetres)}
    />
  );
}
