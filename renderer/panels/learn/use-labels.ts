import { useQuery } from '@tanstack/react-query';
import { learnEngine } from '../../api/learn-engine.ts';

/** Labels of a chip, 0 to 5, row by row; null until they are there. */
export function useLabels(project: string, chip: string): Uint8Array | null {
  const { data } = useQuery({
    queryKey: ['labels', project, 'raster', chip],
    queryFn: ({ signal }) => learnEngine.labels(project, chip, signal),
    gcTime: 60_000,
    retry: false,
  });
  return data ?? null;
}
