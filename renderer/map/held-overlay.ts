import type { Map as MapLibreMap } from 'maplibre-gl';
import { engine } from '../api/engine.ts';
import type { ClassLayer as ClassLayerRequest, MaskRequest, MaskState } from '../api/types.ts';
import { screenView } from '../geo/mercator.ts';
import { setApproximate } from '../state/approximate.ts';
import { sayErrorOf } from '../state/closing.ts';
import { setDrawnMask } from '../state/drawn-masks.ts';
import { isAwaited } from '../state/mask-wait.ts';
import { queryClient } from '../state/queries.ts';
import { viewAsked, viewEnded } from '../state/views-under-way.ts';
import { cameraOf } from './camera.ts';
import { type ClassLayer, createClassLayer } from './class-layer.ts';
import type { ClassView } from './class-shown.ts';
import { fillGaps } from './fill-gaps.ts';
import { type Asked, createSliderFollower, type SliderFollower } from './follow-sliders.ts';
import type { Overlay } from './overlays.ts';
import { agreementPalette, classPalette } from './palette.ts';
import { createViewLoader, type ViewLoader } from './view-loader.ts';

const MARGIN = 0.125;
/** An overlay on a map: its pixels, and what they are. */
export interface Held {
  readonly layer: ClassLayer;
  readonly loader: ViewLoader<Asked>;
  readonly name: string;
  /** What was asked for last, as text. */
  asked: string;
  classes: unknown;
  /** Not one of those that are only kept ready. */
  isSeen: boolean;
  readonly follower: SliderFollower;
}

/** The finest mask of the same network that is computed whole, to stand in where another grid's is not. */
function standIn(product: string, request: ClassLayerRequest): MaskRequest | null {
  if (request.kind !== 'mask') return null;
  const { mask } = request;
  const states = queryClient.getQueryData<MaskState[]>(['masks', product]) ?? [];
  const grids = states.filter(({ pack, grid, fraction }) => pack === mask.pack && grid !== mask.grid && fraction >= 1);
  const [finest] = grids.map(({ grid }) => grid).sort((a, b) => a - b);
  return finest === undefined ? null : { ...mask, grid: finest };
}

/** A view, whether it is whole and exact (then its probabilities may follow), and whether it was for a slider in motion. */
interface Loaded extends ClassView {
  readonly exact: boolean;
  readonly draft: boolean;
  readonly fraction: number;
  readonly standIn: MaskRequest | null;
}

async function loadView({ product, request, camera }: Asked, draft: boolean, signal: AbortSignal): Promise<Loaded> {
  const view = screenView(camera, draft ? 0 : MARGIN);
  // While a product opens, the engine has better to do than to send a picture of nothing.
  if (request.kind === 'mask' && isAwaited(product, request.mask) && !standIn(product, request)) {
    const nothing = { bounds: view.bounds, width: 1, height: 1, codes: new Uint8Array(1) };
    return { ...nothing, exact: false, draft, fraction: 0, standIn: null };
  }
  const { bytes, headers } = await engine.view(product, { layer: request, ...view, draft }, signal);
  const fraction = Number(headers.get('x-nephoscope-fraction') ?? 1);
  const exact = headers.get('x-nephoscope-exact') === '1';
  const coarse = fraction < 1 ? standIn(product, request) : null;
  if (!coarse) return { ...view, codes: bytes, exact, draft, fraction, standIn: null };
  const under = await engine.view(product, { layer: { kind: 'mask', mask: coarse }, ...view, draft }, signal);
  return { ...view, codes: fillGaps(bytes, under.bytes), exact: false, draft, fraction, standIn: coarse };
}

/** Calls when a frame with what the map was given last is drawn, and the browser has come to its next one. */
function whenDrawn(map: MapLibreMap, call: () => void): void {
  map.once('render', () => requestAnimationFrame(call));
}

/** Puts an overlay on a map, below another layer. @param name under which it is told what it shows */
export function hold(map: MapLibreMap, key: string, name: string, below: string): Held {
  const layer = createClassLayer(key);
  map.addLayer(layer, below);
  const follower = createSliderFollower(layer, MARGIN);
  const loader = createViewLoader<Asked, Loaded>({
    load: loadView,
    onView: (view, asked) => {
      const { draft, fraction, standIn } = view;
      layer.setView(view);
      if (!draft) whenDrawn(map, () => viewEnded(name));
      setDrawnMask(name, { product: asked.product, request: asked.request, draft, fraction, standIn });
      if (!held.isSeen) return;
      if (!view.draft) setApproximate(false);
      if (view.exact) follower.rest(asked);
    },
    onError: (error, { product }) => {
      viewEnded(name);
      if (held.isSeen) sayErrorOf(product, error);
    },
  });
  const held: Held = { layer, loader, follower, name, asked: '', classes: null, isSeen: false };
  return held;
}

/** Ends the work for an overlay; its layer goes with the map, or is taken off by who calls. */
export function letGo(held: Held): void {
  held.loader.stop();
  viewEnded(held.name);
  held.follower.stop();
  setDrawnMask(held.name, null);
}

/**
 * Shows an overlay under a map's camera; asks for its pixels where they are of another request or camera. Returns whether the
 * next frame of the map follows a slider.
 */
export function show(map: MapLibreMap, held: Held, overlay: Overlay, dragging: boolean, reason: number): boolean {
  if (held.classes !== overlay.classes) {
    held.classes = overlay.classes;
    held.layer.setPalette(overlay.classes === 'agreement' ? agreementPalette() : classPalette(overlay.classes));
  }
  held.layer.setLook(overlay.look);
  const camera = cameraOf(map);
  const asked = JSON.stringify([overlay.request, camera, dragging, reason]);
  if (asked === held.asked) return false;
  held.asked = asked;
  const wanted = { product: overlay.product, request: overlay.request, camera };
  held.follower.keep(wanted);
  const follows = dragging ? held.follower.follow(wanted) : null;
  if (dragging && overlay.request.kind === 'mask') setApproximate(follows !== 'exact');
  // A slider's drafts break off what was on its way: nobody is to wait for that.
  if (dragging) viewEnded(held.name);
  else viewAsked(held.name, overlay.product);
  if (!follows) held.loader.ask(wanted, dragging);
  return follows !== null;
}
