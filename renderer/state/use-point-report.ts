import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { engine } from '../api/engine.ts';
import { useMaskProgress } from './mask-progress.ts';
import { usePoints } from './points.ts';
import { useActiveProduct } from './queries.ts';
import { maskRequest, useActiveScene, useScenes } from './scenes.ts';

/** The shown mask scored on the active product's reference points; not asked for while a slider moves. */
export function usePointReport() {
  const product = useActiveProduct();
  const scene = useActiveScene();
  const dragging = useScenes((state) => state.dragging);
  const table = usePoints(({ tables }) => (product ? tables[product.key] : undefined));
  const progress = useMaskProgress((counts) => (product ? (counts[product.id] ?? 0) : 0));
  const mask = scene && maskRequest(scene);
  const wanted = table && { handle: table.choice.handle, file: table.file, pixelMetres: table.pixelMetres };
  return useQuery({
    queryKey: ['points', product?.id, JSON.stringify({ wanted, mask, progress })],
    queryFn: ({ signal }) => engine.scorePoints(product?.id ?? '', { ...wanted!, mask: mask! }, signal),
    enabled: product !== null && wanted !== undefined && mask !== null && !dragging,
    placeholderData: (before, query) => (query?.queryKey[1] === product?.id ? keepPreviousData(before) : undefined),
    gcTime: 10_000,
    retry: false,
  });
}
