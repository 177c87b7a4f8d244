import { SegmentedControl } from '@mantine/core';
import { useChosenArea } from '../state/areas.ts';
import { type StatisticsScope, setUi, useUi } from '../state/ui.ts';

/** Asks what statistics and comparisons are of: the scene, what is in view, or the chosen area where there is one. */
export function ScopeChoice({ label }: { readonly label: string }) {
  const scope = useUi((ui) => ui.statisticsScope);
  const area = useChosenArea();
  return (
    <SegmentedControl
      aria-label={label}
      data={[
        { value: 'scene', label: 'Scene' },
        { value: 'view', label: 'In view' },
        ...(area ? [{ value: 'area', label: 'Area' }] : []),
      ]}
      value={area || scope !== 'area' ? scope : 'scene'}
      onChange={(value) => setUi({ statisticsScope: value as StatisticsScope })}
    />
  );
}
