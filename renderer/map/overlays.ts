import type { ClassLayer as ClassLayerRequest } from '../api/types.ts';
import type { OverlayLook, Scene } from '../state/scene.ts';
import { maskRequest, secondMaskRequest } from '../state/scenes.ts';
import type { Pair, ViewMode } from '../state/ui.ts';
import type { ClassLayerLook } from './class-shown.ts';

export type PaneSide = 'left' | 'right';

/** One overlay of class codes on one pane of the map. */
export interface Overlay {
  /** The same key keeps its texture. */
  readonly key: string;
  readonly product: string;
  readonly request: ClassLayerRequest;
  /** How its classes look; those of an agreement map have colours of their own. */
  readonly classes: Scene['classes'] | 'agreement';
  readonly look: ClassLayerLook;
}

export interface OverlayInput {
  readonly scenes: Readonly<Record<string, Scene>>;
  readonly active: string | null;
  readonly viewMode: ViewMode;
  readonly pair: Pair;
  readonly otherDate: string | null;
  readonly swipe: number;
  readonly masksHidden: boolean;
  /** Scenes that may be stepped to next, drawn as they would be then. */
  readonly ahead: Readonly<Record<string, Scene>>;
}

type Span = readonly [number, number];
const WHOLE: Span = [0, 1];

function look({ opacity, style }: OverlayLook, visible: boolean, [from, to]: Span): ClassLayerLook {
  return { visible, opacity, style, from, to };
}

/** Which part of the pane the left and the right member of a pair take; null where it is not on this pane. */
function spans(input: OverlayInput, side: PaneSide): { left: Span | null; right: Span | null } {
  if (input.viewMode === 'swipe') return { left: [0, input.swipe], right: [input.swipe, 1] };
  return { left: side === 'left' ? WHOLE : null, right: side === 'right' ? WHOLE : null };
}

function maskOverlay(product: string, scene: Scene, shown: boolean, span: Span): Overlay[] {
  const mask = maskRequest(scene);
  if (!mask || !shown) return [];
  return [
    {
      key: `mask:${product}`,
      product,
      request: { kind: 'mask', mask },
      classes: scene.classes,
      look: look(scene.mask, true, span),
    },
  ];
}

function secondOverlay(product: string, scene: Scene, span: Span): Overlay[] {
  const mask = secondMaskRequest(scene);
  if (!mask) return [];
  return [
    {
      key: `second:${product}`,
      product,
      request: { kind: 'mask', mask },
      classes: scene.classes,
      look: look(scene.mask, true, span),
    },
  ];
}

function referenceOverlay(product: string, scene: Scene, span: Span): Overlay[] {
  const { id } = scene.reference;
  if (id === null) return [];
  return [
    {
      key: `reference:${product}`,
      product,
      request: { kind: 'reference', reference: id },
      classes: scene.classes,
      look: look(scene.reference, true, span),
    },
  ];
}

function agreementOverlay(product: string, scene: Scene): Overlay[] {
  const mask = maskRequest(scene);
  const { id } = scene.reference;
  if (!mask || id === null) return [];
  return [
    {
      key: `agreement:${product}`,
      product,
      request: { kind: 'agreement', mask, reference: id },
      classes: 'agreement',
      look: look(scene.agreement, true, WHOLE),
    },
  ];
}

function pairOverlays(input: OverlayInput, product: string, scene: Scene, side: PaneSide): Overlay[] {
  const { left, right } = spans(input, side);
  if (input.pair === 'image-mask') return right ? maskOverlay(product, scene, true, right) : [];
  const other = input.pair === 'model-model' ? secondOverlay : referenceOverlay;
  return [...(left ? maskOverlay(product, scene, true, left) : []), ...(right ? other(product, scene, right) : [])];
}

function singleOverlays(product: string, scene: Scene): Overlay[] {
  if (scene.agreement.visible && scene.reference.id !== null) return agreementOverlay(product, scene);
  const reference = scene.reference.visible ? referenceOverlay(product, scene, WHOLE) : [];
  const mask = maskOverlay(product, scene, scene.mask.visible, WHOLE);
  return scene.referenceOnTop ? [...mask, ...reference] : [...reference, ...mask];
}

const undrawn = (overlay: Overlay): Overlay => ({ ...overlay, look: { ...overlay.look, visible: false } });

/** Whether two dates are compared, each on a pane of its own. */
export const comparesDates = ({ viewMode, pair, otherDate }: Pick<OverlayInput, 'viewMode' | 'pair' | 'otherDate'>) =>
  viewMode !== 'single' && pair === 'date-date' && otherDate !== null;

/** The product that a pane shows. */
export const productOfPane = (
  input: Pick<OverlayInput, 'viewMode' | 'pair' | 'otherDate' | 'active'>,
  side: PaneSide,
) => (side === 'right' && comparesDates(input) ? input.otherDate : input.active);

/**
 * The overlays of a pane that are to be seen, lowest first: those of one scene alone, since masks of several dates over
 * each other tell of none.
 */
export function shownOverlays(input: OverlayInput, side: PaneSide): Overlay[] {
  const product = productOfPane(input, side);
  const scene = product === null ? undefined : input.scenes[product];
  if (product === null || !scene) return [];
  const isAlone = input.viewMode === 'single' || input.pair === 'date-date';
  return isAlone ? singleOverlays(product, scene) : pairOverlays(input, product, scene, side);
}

/**
 * The overlays of a pane, lowest first. While masks are hidden they keep their pixels and are only not drawn, as are
 * those of the dates that may be stepped to next.
 */
export function paneOverlays(input: OverlayInput, side: PaneSide): Overlay[] {
  const overlays = shownOverlays(input, side);
  const ahead = Object.entries(input.ahead).flatMap(([id, scene]) => singleOverlays(id, scene).map(undrawn));
  return [...ahead, ...(input.masksHidden ? overlays.map(undrawn) : overlays)];
}
