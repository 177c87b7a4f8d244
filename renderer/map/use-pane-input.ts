import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { MaskState } from '../api/types.ts';
import { withLookOf } from '../state/carry-look.ts';
import { neighboursOf } from '../state/dates.ts';
import { queryClient, useProducts } from '../state/queries.ts';
import type { Scene } from '../state/scene.ts';
import { useScenes } from '../state/scenes.ts';
import { steppedDates, useStrip } from '../state/strip.ts';
import { useUi } from '../state/ui.ts';
import type { OverlayInput } from './overlays.ts';

const NOTHING: Readonly<Record<string, Scene>> = {};

/** The scenes before and after the active one in the strip, as they would be drawn; none while two things are compared. */
export function useScenesAhead(): Readonly<Record<string, Scene>> {
  const { data: products } = useProducts();
  const scenes = useScenes((state) => state.scenes);
  const active = useScenes((state) => state.active);
  const listed = useStrip((strip) => strip.listed);
  const isSingle = useUi((ui) => ui.viewMode === 'single');
  return useMemo(() => {
    const product = products?.find(({ id }) => id === active);
    const scene = active === null ? undefined : scenes[active];
    if (!products || !product || !scene || !isSingle) return NOTHING;
    const { before, after } = neighboursOf(steppedDates(products, product, listed), active);
    const beside = [after, before].flatMap((one) => {
      const its = one && scenes[one.id];
      if (!one || !its) return [];
      const states = queryClient.getQueryData<MaskState[]>(['masks', one.id]) ?? [];
      return [[one.id, withLookOf(scene, its, one, states)] as const];
    });
    return Object.fromEntries(beside);
  }, [products, scenes, active, listed, isSingle]);
}

/** What decides what a pane of the map shows. */
export function usePaneInput(): Omit<OverlayInput, 'ahead'> {
  const scenes = useScenes((state) => state.scenes);
  const active = useScenes((state) => state.active);
  const ui = useUi(
    useShallow(({ viewMode, pair, otherDate, swipe, masksHidden }) => ({
      viewMode,
      pair,
      otherDate,
      swipe,
      masksHidden,
    })),
  );
  return useMemo(() => ({ scenes, active, ...ui }), [scenes, active, ui]);
}
