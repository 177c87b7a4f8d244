import { useEffect, useMemo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { ProductDetail } from '../api/types.ts';
import { isSamePlace } from '../state/dates.ts';
import type { ImageLook } from '../state/scene.ts';
import { useOrderedProducts } from '../state/scene-order.ts';
import { useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { type PaneSide, productOfPane } from './overlays.ts';
import { useScenesAhead } from './use-pane-input.ts';

/** An image on the map. */
export interface ShownImage {
  readonly product: ProductDetail;
  readonly look: ImageLook;
  readonly opacity: number;
  /** Only kept ready. */
  readonly isAhead: boolean;
}

/** Of every place one product: the one that was looked at last, else the first in the order of the layers panel. */
function onePerPlace(products: readonly ProductDetail[], latest: readonly string[]): ProductDetail[] {
  const rank = ({ id }: ProductDetail) => {
    const at = latest.indexOf(id);
    return at < 0 ? latest.length : at;
  };
  const kept: ProductDetail[] = [];
  for (const product of [...products].sort((a, b) => rank(a) - rank(b)))
    if (!kept.some((one) => isSamePlace(one, product))) kept.push(product);
  return products.filter((product) => kept.includes(product));
}

/** The ids of scenes in the order in which they were active, the latest first. */
function useLatest(active: string | null): readonly string[] {
  const latest = useRef<readonly string[]>([]);
  useEffect(() => {
    if (active) latest.current = [active, ...latest.current.filter((id) => id !== active)];
  }, [active]);
  return active ? [active, ...latest.current.filter((id) => id !== active)] : latest.current;
}

/** The images of a pane, the lowest first, as the layers panel has them from its foot. */
export function useShownImages(side: PaneSide): readonly ShownImage[] {
  const products = useOrderedProducts();
  const ahead = useScenesAhead();
  // The images alone: what is set here repaints the map, and a slider of the mask changes its scene all the time.
  const looks = useScenes(
    useShallow(({ scenes }) => Object.fromEntries(Object.entries(scenes).map(([id, { image }]) => [id, image]))),
  );
  const top = useProductOfPane(side);
  const active = useScenes((state) => state.active);
  const latest = useLatest(active).join();
  const aheadLooks = useStableLooks(ahead);
  return useMemo(() => {
    const all = products ?? [];
    const shown = all.find(({ id }) => id === top);
    if (!shown) return [];
    const elsewhere = all.filter((one) => one.id !== top && looks[one.id] && !isSamePlace(one, shown));
    const image = (product: ProductDetail, look: ImageLook | undefined, isAhead = false): ShownImage[] =>
      look ? [{ product, look, opacity: isAhead ? 0 : look.opacity, isAhead }] : [];
    return [
      ...onePerPlace(elsewhere, latest.split(','))
        .reverse()
        .flatMap((one) => image(one, looks[one.id])),
      ...all.flatMap((one) => (one.id === top ? [] : image(one, aheadLooks[one.id], true))),
      ...image(shown, looks[shown.id]),
    ];
  }, [products, looks, top, latest, aheadLooks]);
}

function useProductOfPane(side: PaneSide): string | null {
  const active = useScenes((state) => state.active);
  return useUi(({ viewMode, pair, otherDate }) => productOfPane({ viewMode, pair, otherDate, active }, side));
}

/** The looks of the images of scenes; the same object while none changes. */
function useStableLooks(scenes: Readonly<Record<string, { readonly image: ImageLook }>>): Record<string, ImageLook> {
  const found = Object.fromEntries(Object.entries(scenes).map(([id, { image }]) => [id, image]));
  const kept = useRef(found);
  const isSame =
    Object.keys(found).length === Object.keys(kept.current).length &&
    Object.entries(found).every(([id, image]) => kept.current[id] === image);
  if (!isSame) kept.current = found;
  return kept.current;
}
