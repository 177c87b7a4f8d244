import type { ClassLayer as ClassLayerRequest } from '../api/types.ts';
import type { OverlayLook, Scene } from '../state/scene.ts';
import { maskRequest, secondMaskRequest } from '../state/scenes.ts';
import type { Pair, ViewMode } from '../state/ui.ts';
import type { ClassLayerLook } from './class-layer.ts';

export type PaneSide = 'left' | 'right';

/** One overlay of class codes on one pane of the map. */
export interface Overlay {
  /** The same key keeps its texture. */
  readonly key: string;
  readonly product: string;
  readonly request: ClassLayerRequest;
  readonly palette: 'classes' | 'agreement';
  readonly look: ClassLayerLook;
}

export interface OverlayInput {
  readonly scenes: Readonly<Record<string, Scene>>;
  readonly active: string | null;
  readonly viewMode: ViewMode;
  readonly pair: Pair;
  readonly swipe: number;
  readonly masksHidden: boolean;
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
      palette: 'classes',
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
      palette: 'classes',
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
      palette: 'classes',
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
      palette: 'agreement',
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
  return [
    ...maskOverlay(product, scene, scene.mask.visible, WHOLE),
    ...(scene.reference.visible ? referenceOverlay(product, scene, WHOLE) : []),
  ];
}

/**
 * The overlays of a pane, lowest first: those of the active scene alone, since masks of several dates over each other tell
 * of none. While masks are hidden they keep their pixels and are only not drawn.
 */
export function paneOverlays(input: OverlayInput, side: PaneSide): Overlay[] {
  const { active, viewMode } = input;
  const scene = active === null ? undefined : input.scenes[active];
  if (active === null || !scene) return [];
  const overlays = viewMode === 'single' ? singleOverlays(active, scene) : pairOverlays(input, active, scene, side);
  if (!input.masksHidden) return overlays;
  return overlays.map((overlay) => ({ ...overlay, look: { ...overlay.look, visible: false } }));
}

/** Names of what a pane or a side of the swipe line shows. */
export function pairNames(pair: Pair, scene: Scene, referenceName: string | null): readonly [string, string] {
  const first = scene.choice ? `${scene.choice.pack} ${scene.choice.grid} m` : 'no mask';
  if (pair === 'image-mask') return ['Image', `Mask ${first}`];
  if (pair === 'mask-reference') return [`Mask ${first}`, referenceName ?? 'No reference chosen'];
  return [
    `Mask ${first}`,
    scene.second ? `Mask ${scene.second.pack} ${scene.second.grid} m` : 'No second model chosen',
  ];
}
