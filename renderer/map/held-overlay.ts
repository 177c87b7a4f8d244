import type { Map as MapLibreMap } from 'maplibre-gl';
import { engine } from '../api/engine.ts';
import type { ClassLayer as ClassLayerRequest, MaskRequest, MaskState } from '../api/types.ts';
import { screenView } from '../geo/mercator.ts';
import { setApproximate } from '../state/approximate.ts';
import { setDrawnMask } from '../state/drawn-masks.ts';
import { sayError } from '../state/messages.ts';
import { queryClient } from '../state/queries.ts';
import { type ClassLayer, type ClassView, createClassLayer } from './class-layer.ts';
import { fillGaps } from './fill-gaps.ts';
import type { Overlay } from './overlays.ts';
import { agreementPalette, classPalette } from './palette.ts';
import { isByThresholdsAlone, limitsOf } from './thresholds.ts';
import { createViewLoader, type ViewLoader } from './view-loader.ts';

const MARGIN = 0.125;
/** A view rests when it has not changed for this long. */
const REST_MILLISECONDS = 150;

/** What is asked for: a layer of a product under a camera. */
export interface Asked {
  readonly product: string;
  readonly request: ClassLayerRequest;
  readonly camera: ReturnType<typeof cameraOf>;
}

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
  /** Which probabilities lie with the graphics card, or are on their way there. */
  ahead: { readonly key: string; readonly abort: AbortController; timer: ReturnType<typeof setTimeout> } | null;
}

export function cameraOf(map: MapLibreMap) {
  const { width, height } = map.getCanvas();
  const { lng, lat } = map.getCenter();
  return { lon: lng, lat, zoom: map.getZoom(), width, height, ratio: map.getPixelRatio() };
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
  const { bytes, headers } = await engine.view(product, { layer: request, ...view, draft }, signal);
  const fraction = Number(headers.get('x-nephoscope-fraction') ?? 1);
  const exact = headers.get('x-nephoscope-exact') === '1';
  const coarse = fraction < 1 ? standIn(product, request) : null;
  if (!coarse) return { ...view, codes: bytes, exact, draft, fraction, standIn: null };
  const under = await engine.view(product, { layer: { kind: 'mask', mask: coarse }, ...view, draft }, signal);
  return { ...view, codes: fillGaps(bytes, under.bytes), exact: false, draft, fraction, standIn: coarse };
}

/** Puts an overlay on a map, below another layer. @param name under which it is told what it shows */
export function hold(map: MapLibreMap, key: string, name: string, below: string): Held {
  const layer = createClassLayer(key);
  map.addLayer(layer, below);
  const loader = createViewLoader<Asked, Loaded>({
    load: loadView,
    onView: (view, asked) => {
      const { draft, fraction, standIn } = view;
      layer.setView(view);
      setDrawnMask(name, { product: asked.product, request: asked.request, draft, fraction, standIn });
      if (!held.isSeen) return;
      if (!view.draft) setApproximate(false);
      if (view.exact) fetchAhead(held, asked);
    },
    onError: (error) => {
      if (held.isSeen) sayError(error);
    },
  });
  const held: Held = { layer, loader, name, asked: '', classes: null, ahead: null, isSeen: false };
  return held;
}

/** Ends the work for an overlay; its layer goes with the map, or is taken off by who calls. */
export function letGo(held: Held): void {
  held.loader.stop();
  dropAhead(held);
  setDrawnMask(held.name, null);
}

/** The probabilities that a mask under a camera is made of. */
const aheadKey = ({ product, request, camera }: Asked): string | null =>
  request.kind === 'mask'
    ? JSON.stringify([product, request.mask.pack, request.mask.grid, request.mask.parameters.persistence, camera])
    : null;

function dropAhead(held: Held): void {
  if (!held.ahead) return;
  clearTimeout(held.ahead.timer);
  held.ahead.abort.abort();
  held.ahead = null;
  held.layer.setProbabilities(null);
}

/** Gives the graphics card, once the view has rested, what it needs to follow a threshold by itself. */
function fetchAhead(held: Held, asked: Asked): void {
  const key = aheadKey(asked);
  if (key === held.ahead?.key) return;
  dropAhead(held);
  if (key === null || asked.request.kind !== 'mask' || !isFollowable(asked)) return;
  const { pack, grid, parameters } = asked.request.mask;
  const { persistence, thresholds } = parameters;
  const { product, camera } = asked;
  const abort = new AbortController();
  const fetchNow = async () => {
    try {
      const view = screenView(camera, MARGIN);
      const layer = { kind: 'probabilities', pack, grid, ...(persistence ? { persistence } : {}) } as const;
      const { bytes } = await engine.view(product, { layer, ...view, draft: false }, abort.signal);
      if (!abort.signal.aborted) held.layer.setProbabilities({ ...view, probabilities: bytes }, limitsOf(thresholds));
    } catch {
      // Drafts from the engine are shown instead.
      if (held.ahead?.abort === abort) held.ahead = null;
    }
  };
  held.ahead = { key, abort, timer: setTimeout(() => void fetchNow(), REST_MILLISECONDS) };
}

/** Whether thresholds alone make the mask, of the network's own probabilities: then what the graphics card draws is exact. */
const isFollowable = ({ request }: Pick<Asked, 'request'>): boolean =>
  request.kind === 'mask' &&
  !request.mask.helper &&
  isByThresholdsAlone(request.mask.parameters, request.mask.corrections);

/** Follows a threshold by the graphics card alone where that is exact. */
function followThreshold(held: Held, asked: Asked): boolean {
  const { request } = asked;
  if (request.kind !== 'mask' || held.ahead?.key !== aheadKey(asked) || !isFollowable(asked)) return false;
  return held.layer.classify(limitsOf(request.mask.parameters.thresholds));
}

/** Shows an overlay under a map's camera; asks for its pixels where they are of another request or camera. */
export function show(map: MapLibreMap, held: Held, overlay: Overlay, dragging: boolean, reason: number): void {
  if (held.classes !== overlay.classes) {
    held.classes = overlay.classes;
    held.layer.setPalette(overlay.classes === 'agreement' ? agreementPalette() : classPalette(overlay.classes));
  }
  held.layer.setLook(overlay.look);
  const camera = cameraOf(map);
  const asked = JSON.stringify([overlay.request, camera, dragging, reason]);
  if (asked === held.asked) return;
  held.asked = asked;
  const wanted = { product: overlay.product, request: overlay.request, camera };
  if (held.ahead && held.ahead.key !== aheadKey(wanted)) dropAhead(held);
  const follows = dragging && followThreshold(held, wanted);
  if (dragging && overlay.request.kind === 'mask') setApproximate(!follows);
  if (!follows) held.loader.ask(wanted, dragging);
}
