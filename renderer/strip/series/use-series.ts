import { useQueries } from '@tanstack/react-query';
import { create } from 'zustand';
import { engine } from '../../api/engine.ts';
import type { BandId } from '../../api/types.ts';
import { createLimiter } from '../../state/limiter.ts';
import type { Pin } from '../../state/pins.ts';
import type { StripDate } from '../use-strip-dates.ts';
import { indexBands, type SeriesRow } from './series-data.ts';

export type Quantity = 'ndvi' | 'reflectance' | 'probability';

/** What of a pixel is drawn over time. */
export const useSeriesChoice = create<{ readonly quantity: Quantity; readonly bands: readonly BandId[] }>(() => ({
  quantity: 'ndvi',
  bands: ['B04', 'B08', 'B11'],
}));

const limited = createLimiter(2);

/** A pixel on every date, as far as it is read by now. */
export function useSeries(pin: Pin | null, dates: readonly StripDate[]): readonly SeriesRow[] {
  const chosen = useSeriesChoice(({ bands }) => bands);
  return useQueries({
    queries: dates.map(({ product, mask }) => {
      const bands = [...new Set([...indexBands(product), ...chosen])];
      return {
        queryKey: ['observation', product.id, product.contentKey, pin?.lon, pin?.lat, bands.join(), mask],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          limited(() => engine.observation(product.id, { lon: pin!.lon, lat: pin!.lat, bands, mask }, signal), signal),
        enabled: pin !== null,
      };
    }),
    combine: (results) =>
      results.map(({ data, isError }, index) => ({
        product: dates[index]!.product,
        mask: dates[index]!.mask,
        observation: isError ? null : data,
      })),
  });
}
