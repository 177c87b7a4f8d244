import { useQueries } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { engine } from '../api/engine.ts';
import type { ClearShare, ClearShareRequest, MaskRequest, MaskState, ProductDetail } from '../api/types.ts';
import { useChosenArea } from '../state/areas.ts';
import { datesOf, twinsOf, twinText } from '../state/dates.ts';
import { createLimiter } from '../state/limiter.ts';
import { sameValue } from '../state/merge.ts';
import { useActiveProduct, useJobs, useProducts } from '../state/queries.ts';
import { plainPolygons } from '../state/recipe.ts';
import { useScenes } from '../state/scenes.ts';
import { passes, useStrip } from '../state/strip.ts';
import { useUi } from '../state/ui.ts';
import { untilDrawn } from '../state/views-under-way.ts';
import { countedMask, type DateProgress, progressOf } from './date-state.ts';

/** One date of the strip. */
export interface StripDate {
  readonly product: ProductDetail;
  readonly progress: DateProgress;
  /** The mask that its share is counted of; null where none is computed. */
  readonly mask: MaskRequest | null;
  /** Undefined while it is being counted; null without a mask, or where it could not be counted. */
  readonly share: ClearShare | null | undefined;
  /** What is to be said where the same image is open twice; else null. */
  readonly twin: string | null;
}

const limited = createLimiter(2);
const KEPT_MILLISECONDS = 300_000;

/** The states of the masks of products, in their order. */
function useAllMaskStates(products: readonly ProductDetail[]): readonly (readonly MaskState[] | undefined)[] {
  return useQueries({
    queries: products.map(({ id }) => ({
      queryKey: ['masks', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => limited(() => engine.masks(id), signal),
    })),
    combine: (results) => results.map(({ data }) => data),
  });
}

/** The part in which shares are counted, as the strip is set; the scene where there is no such part. */
export function useShareScope(): ClearShareRequest['scope'] {
  const scope = useStrip((strip) => strip.scope);
  const bounds = useUi((ui) => ui.viewport?.bounds);
  const area = useChosenArea();
  return useMemo(() => {
    if (scope === 'view' && bounds) return { kind: 'view', bounds };
    if (scope === 'area' && area) return { kind: 'area', polygons: plainPolygons(area.polygons) };
    return { kind: 'scene' };
  }, [scope, bounds, area]);
}

/** The masks that count of products, in their order. */
function useCountedMasks(products: readonly ProductDetail[]): readonly (MaskRequest | null)[] {
  const states = useAllMaskStates(products);
  // What is committed: a share does not follow a slider in motion.
  const tunings = useScenes(useShallow(({ scenes }) => products.map(({ id }) => scenes[id]?.tuning.present)));
  const choices = useScenes(useShallow(({ scenes }) => products.map(({ id }) => scenes[id]?.choice ?? null)));
  const before = useRef<readonly (MaskRequest | null)[]>([]);
  return useMemo(() => {
    const counted = tunings.map((tuning, index) =>
      tuning ? countedMask(choices[index] ?? null, tuning, states[index] ?? []) : null,
    );
    // A change of one date leaves the masks of the others what they were: their chips are not drawn again.
    const masks = counted.map((mask, index) => {
      const kept = before.current[index];
      return kept && mask && sameValue(kept, mask) ? kept : mask;
    });
    before.current = masks;
    return masks;
  }, [tunings, choices, states]);
}

/** All open dates of the active product's place, the earliest first, with what is known of each. */
export function useStripDates(): readonly StripDate[] {
  const active = useActiveProduct();
  const { data: all } = useProducts();
  const { data: jobs } = useJobs();
  const products = useMemo(() => (active && all ? datesOf(all, active) : []), [active, all]);
  const masks = useCountedMasks(products);
  const scope = useShareScope();
  const shares = useQueries({
    queries: products.map(({ id, contentKey }, index) => {
      const mask = masks[index] ?? null;
      return {
        queryKey: ['clear-share', id, contentKey, mask, scope],
        queryFn: async ({ signal }: { signal: AbortSignal }) => {
          await untilDrawn(id);
          return limited(async () => mask && engine.clearShare(id, { mask, scope }, signal), signal);
        },
        gcTime: KEPT_MILLISECONDS,
      };
    }),
    combine: (results) => results.map(({ data, isError }) => (isError ? null : data)),
  });
  const before = useRef(new Map<string, StripDate>());
  return useMemo(() => {
    const dates = products.map((product, index): StripDate => {
      const mask = masks[index] ?? null;
      const progress = progressOf(product, mask, jobs ?? []);
      const twin = twinText(twinsOf(products, product));
      const date = { product, mask, progress, share: mask ? shares[index] : null, twin };
      const kept = before.current.get(product.id);
      return kept && isSameDate(kept, date) ? kept : date;
    });
    before.current = new Map(dates.map((date) => [date.product.id, date]));
    return dates;
  }, [products, masks, shares, jobs]);
}

const isSameDate = (a: StripDate, b: StripDate): boolean =>
  a.product === b.product && a.mask === b.mask && a.progress === b.progress && a.share === b.share && a.twin === b.twin;

/** The dates that pass the filter. */
export function useListedDates(dates: readonly StripDate[]): readonly StripDate[] {
  const filter = useStrip((strip) => strip.filter);
  return useMemo(
    () => dates.filter(({ product, share }) => passes(product, filter, share?.clearPercent ?? null)),
    [dates, filter],
  );
}
