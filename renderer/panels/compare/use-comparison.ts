import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { engine } from '../../api/engine.ts';
import { useChosenArea } from '../../state/areas.ts';
import { useMaskProgress } from '../../state/mask-progress.ts';
import { plainPolygons } from '../../state/recipe.ts';
import { maskRequest, useActiveScene, useScenes } from '../../state/scenes.ts';
import { useUi } from '../../state/ui.ts';

/** The comparison of the shown mask with a reference; not asked for while a slider moves. */
export function useComparison(reference: string, tolerancePixels: number) {
  const product = useScenes((state) => state.active);
  const dragging = useScenes((state) => state.dragging);
  const scene = useActiveScene();
  const scope = useUi((ui) => ui.statisticsScope);
  const viewport = useUi((ui) => ui.viewport);
  const progress = useMaskProgress((counts) => (product ? (counts[product] ?? 0) : 0));
  const mask = scene && maskRequest(scene);
  const area = useChosenArea();
  const bounds = scope === 'view' ? viewport?.bounds : undefined;
  const polygons = scope === 'area' && area ? plainPolygons(area.polygons) : undefined;
  return useQuery({
    queryKey: ['compare', product, reference, JSON.stringify({ mask, bounds, polygons, tolerancePixels, progress })],
    queryFn: ({ signal }) =>
      engine.compare(
        product ?? '',
        {
          mask: mask!,
          reference,
          tolerancePixels,
          ...(bounds ? { bounds } : {}),
          ...(polygons ? { polygons } : {}),
        },
        signal,
      ),
    enabled: product !== null && mask !== null && !dragging,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
}
