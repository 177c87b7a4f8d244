import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { engine } from '../../api/engine.ts';
import { useChosenArea } from '../../state/areas.ts';
import { useMaskProgress } from '../../state/mask-progress.ts';
import { isAwaited } from '../../state/mask-wait.ts';
import { useJobs, useMaskStates } from '../../state/queries.ts';
import { plainPolygons } from '../../state/recipe.ts';
import { maskRequest, useActiveScene, useScenes } from '../../state/scenes.ts';
import { useUi } from '../../state/ui.ts';
import { untilDrawn } from '../../state/views-under-way.ts';

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
  // Of these it is told whether there will be something to count.
  useMaskStates(product);
  useJobs();
  useUi((ui) => ui.previewWaits);
  const isThere = product !== null && mask !== null && !isAwaited(product, mask);
  const area = useChosenArea();
  const bounds = scope === 'view' ? viewport?.bounds : undefined;
  const polygons = scope === 'area' && area ? plainPolygons(area.polygons) : undefined;
  // While there is nothing to count nothing is asked: what was asked before it came would be asked first.
  const asked = useThrottled(
    isThere ? JSON.stringify({ mask, bounds, polygons, dragging, progress }) : '',
    dragging ? MILLISECONDS : 30,
  );
  return useQuery({
    queryKey: ['mask-statistics', product, asked],
    queryFn: async ({ signal }) => {
      await untilDrawn(product ?? '');
      signal.throwIfAborted();
      const read = JSON.parse(asked) as {
        mask: NonNullable<typeof mask>;
        bounds?: NonNullable<typeof bounds>;
        polygons?: NonNullable<typeof polygons>;
        dragging: boolean;
      };
      return engine.maskStatistics(
        product ?? '',
        {
          mask: read.mask,
          ...(read.bounds ? { bounds: read.bounds } : {}),
          ...(read.polygons ? { polygons: read.polygons } : {}),
          draft: read.dragging,
        },
        signal,
      );
    },
    enabled: isThere && asked !== '',
    placeholderData: (before, query) =>
      isThere && query?.queryKey[1] === product ? keepPreviousData(before) : undefined,
    gcTime: 10_000,
  });
}
