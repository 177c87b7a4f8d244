import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { engine } from '../../api/engine.ts';
import { useMaskProgress } from '../../state/mask-progress.ts';
import { maskRequest, useActiveScene, useScenes } from '../../state/scenes.ts';
import { useUi } from '../../state/ui.ts';

const MILLISECONDS = 120;

/** A value that follows at most every so often. */
function useThrottled<T>(value: T, milliseconds: number): T {
  const [shown, setShown] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setShown(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return shown;
}

/** Statistics of the shown mask, for the scene or for what is in view; the last ones stay until the next are there. */
export function useMaskStatistics() {
  const product = useScenes((state) => state.active);
  const dragging = useScenes((state) => state.dragging);
  const scope = useUi((ui) => ui.statisticsScope);
  const viewport = useUi((ui) => ui.viewport);
  const scene = useActiveScene();
  const progress = useMaskProgress((counts) => (product ? (counts[product] ?? 0) : 0));
  const mask = scene && maskRequest(scene);
  const bounds = scope === 'view' ? viewport?.bounds : undefined;
  const asked = useThrottled(JSON.stringify({ mask, bounds, dragging, progress }), dragging ? MILLISECONDS : 30);
  return useQuery({
    queryKey: ['mask-statistics', product, asked],
    queryFn: ({ signal }) => {
      const read = JSON.parse(asked) as {
        mask: NonNullable<typeof mask>;
        bounds?: NonNullable<typeof bounds>;
        dragging: boolean;
      };
      return engine.maskStatistics(
        product ?? '',
        { mask: read.mask, ...(read.bounds ? { bounds: read.bounds } : {}), draft: read.dragging },
        signal,
      );
    },
    enabled: product !== null && mask !== null,
    placeholderData: (before, query) => (query?.queryKey[1] === product ? keepPreviousData(before) : undefined),
    gcTime: 10_000,
  });
}
