import { QueryClient, useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/client.ts';
import { engine } from '../api/engine.ts';
import type { BandId, EngineHealth, MaskState, ProductDetail } from '../api/types.ts';
import { drawnImages, endedPreviews } from './milestones.ts';
import { useScenes } from './scenes.ts';
import { useUi } from './ui.ts';
import { untilDrawn } from './views-under-way.ts';

/** Answers of the engine stay until an event or an action says otherwise; only an engine that is away is asked again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: (count, error) => error instanceof ApiError && error.status === 0 && count < 5,
      retryDelay: 1000,
    },
  },
});

export const useAbout = () => useQuery({ queryKey: ['about'], queryFn: engine.about });
export const usePacks = () => useQuery({ queryKey: ['packs'], queryFn: engine.packs });
export const useSettings = () => useQuery({ queryKey: ['settings'], queryFn: engine.settings });
export const useRecent = () => useQuery({ queryKey: ['recent'], queryFn: engine.recent, staleTime: 0 });
/** What is known of the project; it is asked for when the window connects, and told by events from then on. */
export const useProject = () => useQuery({ queryKey: ['project'], queryFn: engine.project });
export const useRecentProjects = () =>
  useQuery({ queryKey: ['recent-projects'], queryFn: engine.recentProjects, staleTime: 0 });
export const useProducts = () => useQuery({ queryKey: ['products'], queryFn: engine.products });
export const useJobs = () => useQuery({ queryKey: ['jobs'], queryFn: engine.jobs });
/** What was fetched over the network; told by events from the first answer on. */
export const useRemote = () => useQuery({ queryKey: ['remote'], queryFn: engine.remote });
export const useStatus = () => useQuery({ queryKey: ['status'], queryFn: engine.status, refetchInterval: 3000 });

/** How the engine's process fares; asked only while the window has lost it. */
export function useEngineHealth(): EngineHealth | null {
  const lost = useUi((ui) => ui.connection === 'lost');
  const { data } = useQuery({
    queryKey: ['engine-health'],
    queryFn: engine.health,
    enabled: lost,
    refetchInterval: 1000,
    staleTime: 0,
    gcTime: 0,
  });
  return lost ? (data ?? null) : null;
}

export const useMaskStates = (product: string | null) =>
  useQuery<MaskState[]>({
    queryKey: ['masks', product],
    queryFn: () => engine.masks(product ?? ''),
    enabled: product !== null,
  });

export const useReferences = (product: string | null) =>
  useQuery({
    queryKey: ['references', product],
    queryFn: () => engine.references(product ?? ''),
    enabled: product !== null,
  });

const bandStatisticsQuery = (product: string, bands: readonly BandId[]) => ({
  queryKey: ['band-statistics', product, bands.join(',')],
  queryFn: async () => {
    await untilShown(product);
    return engine.statistics(product, bands);
  },
});

export const useBandStatistics = (product: string | null, bands: readonly BandId[]) =>
  useQuery({ ...bandStatisticsQuery(product ?? '', bands), enabled: product !== null && bands.length > 0 });

/** The same outside of a component. @throws ApiError */
export const bandStatistics = (product: string, bands: readonly BandId[]) =>
  queryClient.fetchQuery(bandStatisticsQuery(product, bands));

/** How much of a product has no data; of one that has just been opened it is counted after the preview mask. */
export const useNoData = (product: string, hasBands: boolean) =>
  useQuery({
    queryKey: ['no-data', product],
    queryFn: async () => {
      await untilShown(product);
      await endedPreviews.until(product, PREVIEW_MILLISECONDS);
      await untilDrawn(product);
      return engine.noData(product);
    },
    enabled: hasBands,
  });

/** The open product that the panels speak about. */
export function useActiveProduct(): ProductDetail | null {
  const active = useScenes((state) => state.active);
  const { data } = useProducts();
  return data?.find(({ id }) => id === active) ?? null;
}

const IMAGE_MILLISECONDS = 5000;
const PREVIEW_MILLISECONDS = 60_000;

/** Lets the image of a product that has just been opened come before other work on it. */
export async function untilShown(product: string): Promise<void> {
  const hasPlace = openProducts().find(({ id }) => id === product)?.corners;
  if (hasPlace) await drawnImages.until(product, IMAGE_MILLISECONDS);
}

export function openProducts(): ProductDetail[] {
  return queryClient.getQueryData<ProductDetail[]>(['products']) ?? [];
}

export function activeProduct(): ProductDetail | null {
  const { active } = useScenes.getState();
  return openProducts().find(({ id }) => id === active) ?? null;
}
