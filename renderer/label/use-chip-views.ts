import type { LabelChip, ProductDetail } from '../api/types.ts';
import { labelProject } from '../state/label/project.ts';
import { useLabelTools } from '../state/label/tools.ts';
import { type View, type ViewSource, viewsOf } from '../state/label/views.ts';
import { openProducts, useMaskStates, useProducts } from '../state/queries.ts';
import { useScenes } from '../state/scenes.ts';
import type { WantedImage } from './use-pane-image.ts';

/** The product of a chip, where it is open. */
export function useChipProduct(chip: LabelChip): ProductDetail | null {
  const { data: products } = useProducts();
  return products?.find(({ key }) => key === chip.product.key) ?? null;
}

/** The views that there may be of a chip, and those that are chosen, pane by pane. */
export function useChipViews(chip: LabelChip): { views: readonly View[]; shown: readonly (View | undefined)[] } {
  const product = useChipProduct(chip);
  const choice = useScenes(({ scenes }) => (product ? (scenes[product.id]?.choice ?? null) : null));
  const chosen = useLabelTools(({ views }) => views);
  // Probabilities are there when the mask is computed: this is drawn anew then.
  const { data: states } = useMaskStates(product?.id ?? null);
  const isComputed =
    choice !== null &&
    (states?.some(({ pack, grid, fraction }) => pack === choice.pack && grid === choice.grid && fraction >= 1) ??
      false);
  const views = product ? viewsOf(product, isComputed ? choice : null) : [];
  return { views, shown: chosen.map((id) => views.find((view) => view.id === id)) };
}

/** What a pane asks the engine for. */
export function wantedImage(
  chip: LabelChip,
  source: ViewSource,
  ownContrast: boolean,
  product?: string,
): WantedImage | null {
  const project = labelProject();
  if (project === null) return null;
  const seen = source.kind === 'bands' && ownContrast ? { ...source, max: null } : source;
  return { project, chip, source: seen, product };
}

/** The pictures of a chip that is labelled next. */
export function imagesOf(chip: LabelChip, views: readonly string[], ownContrast: boolean): WantedImage[] {
  const product = openProducts().find(({ key }) => key === chip.product.key);
  if (!product) return [];
  const choice = useScenes.getState().scenes[product.id]?.choice ?? null;
  const all = viewsOf(product, choice);
  return views.flatMap((id) => {
    const source = all.find((view) => view.id === id)?.source;
    return source ? (wantedImage(chip, source, ownContrast) ?? []) : [];
  });
}
