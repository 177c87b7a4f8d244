import { productBands } from '../state/composites.ts';
import { useDrawnMasks } from '../state/drawn-masks.ts';
import { isUnderWay, maskJob } from '../state/mask-job.ts';
import { sceneName } from '../state/product-name.ts';
import { useJobs, useProducts, useReferences } from '../state/queries.ts';
import { useUi } from '../state/ui.ts';
import { drawnText, maskOf } from './drawn-text.ts';
import { type Overlay, type PaneSide, productOfPane, shownOverlays } from './overlays.ts';
import { usePaneInput } from './use-pane-input.ts';

/** Which part of a pane is spoken of: a swipe line parts it. */
export type PanePart = 'whole' | 'left' | 'right';

export interface DrawnLabel {
  readonly scene: string;
  /** What lies over the image, in words. */
  readonly layers: string;
  /** Whether something is drawn that is not, or not exactly, what was chosen. */
  readonly isProvisional: boolean;
}

const NOTHING_AHEAD = {};

/** What a part of a pane shows; null without a product. */
export function useDrawnLabel(side: PaneSide, part: PanePart): DrawnLabel | null {
  const input = usePaneInput();
  const drawn = useDrawnMasks();
  const { data: products } = useProducts();
  const id = productOfPane(input, side);
  const { data: references } = useReferences(id);
  const { data: jobs } = useJobs();
  const previewWaits = useUi((ui) => ui.previewWaits !== null && ui.previewWaits === id);
  const product = products?.find((one) => one.id === id);
  const scene = id === null ? undefined : input.scenes[id];
  if (!product || !scene) return null;
  const isHere = ({ look: { from, to } }: Overlay) =>
    part === 'whole' || (part === 'left' ? from === 0 && to === input.swipe : from === input.swipe && to === 1);
  const overlays = shownOverlays({ ...input, ahead: NOTHING_AHEAD }, side).filter(isHere);
  const texts = overlays.map(({ key, request }) => {
    const reference = 'reference' in request ? references?.find((one) => one.id === request.reference)?.name : null;
    const wanted = maskOf(request);
    const job = wanted ? maskJob(jobs, { ...wanted, product: product.id }) : undefined;
    const isComing = previewWaits || (job !== undefined && isUnderWay(job));
    return drawnText(request, drawn[`${side} ${key}`], reference ?? 'Reference', isComing);
  });
  const isProvisional = overlays.some(({ key }) => {
    const there = drawn[`${side} ${key}`];
    return !there || there.draft || there.fraction < 1;
  });
  const image =
    productBands(product).length === 0 ? 'No image: no band can be read' : scene.image.visible ? 'Image' : 'Nothing';
  const none = scene.choice ? image : `${image}; no network fits`;
  const layers = input.masksHidden ? `${image}; masks are hidden` : texts.length > 0 ? texts.join(' over ') : none;
  return { scene: sceneName(product), layers, isProvisional };
}
