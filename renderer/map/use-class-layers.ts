import type { Map as MapLibreMap } from 'maplibre-gl';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { engine } from '../api/engine.ts';
import type { ClassLayer as ClassLayerRequest, MaskRequest } from '../api/types.ts';
import { screenView } from '../geo/mercator.ts';
import { setApproximate } from '../state/approximate.ts';
import { useMaskProgress } from '../state/mask-progress.ts';
import { sayError } from '../state/messages.ts';
import { openProducts } from '../state/queries.ts';
import { useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { type ClassLayer, type ClassView, createClassLayer } from './class-layer.ts';
import { fillGaps } from './fill-gaps.ts';
import { type Overlay, type PaneSide, paneOverlays } from './overlays.ts';
import { agreementPalette, classPalette } from './palette.ts';
import { isByThresholdsAlone, limitsOf } from './thresholds.ts';
import { createViewLoader, type ViewLoader } from './view-loader.ts';

const MARGIN = 0.125;
const PROGRESS_MILLISECONDS = 700;
/** A view rests when it has not changed for this long. */
const REST_MILLISECONDS = 150;

interface Asked {
  readonly product: string;
  readonly request: ClassLayerRequest;
  readonly camera: ReturnType<typeof cameraOf>;
}

interface Held {
  readonly layer: ClassLayer;
  readonly loader: ViewLoader<Asked>;
  asked: string;
  palette: unknown;
  /** Which probabilities lie with the graphics card, or are on their way there. */
  ahead: { readonly key: string; readonly abort: AbortController; timer: ReturnType<typeof setTimeout> } | null;
}

function cameraOf(map: MapLibreMap) {
  const { width, height } = map.getCanvas();
  const { lng, lat } = map.getCenter();
  return { lon: lng, lat, zoom: map.getZoom(), width, height, ratio: map.getPixelRatio() };
}

/** The preview of the same product with the same parameters, to stand in where a finer mask is not computed yet. */
function standIn(product: string, request: ClassLayerRequest): MaskRequest | null {
  if (request.kind !== 'mask') return null;
  const preview = openProducts().find(({ id }) => id === product)?.preview;
  const { mask } = request;
  if (!preview || (preview.pack === mask.pack && preview.grid === mask.grid)) return null;
  return { ...mask, ...preview };
}

/** A view, whether it is whole and exact (then its probabilities may follow), and whether it was for a slider in motion. */
interface Loaded extends ClassView {
  readonly exact: boolean;
  readonly draft: boolean;
}

async function loadView({ product, request, camera }: Asked, draft: boolean, signal: AbortSignal): Promise<Loaded> {
  const view = screenView(camera, draft ? 0 : MARGIN);
  const { bytes, headers } = await engine.view(product, { layer: request, ...view, draft }, signal);
  const coarse = Number(headers.get('x-nephoscope-fraction') ?? 1) < 1 ? standIn(product, request) : null;
  const exact = headers.get('x-nephoscope-exact') === '1';
  if (!coarse) return { ...view, codes: bytes, exact, draft };
  const under = await engine.view(product, { layer: { kind: 'mask', mask: coarse }, ...view, draft }, signal);
  return { ...view, codes: fillGaps(bytes, under.bytes), exact: false, draft };
}

function hold(map: MapLibreMap, key: string): Held {
  const layer = createClassLayer(key);
  map.addLayer(layer);
  const loader = createViewLoader<Asked, Loaded>({
    load: loadView,
    onView: (view, asked) => {
      layer.setView(view);
      if (!view.draft) setApproximate(false);
      if (view.exact) fetchAhead(held, asked);
    },
    onError: sayError,
  });
  const held: Held = { layer, loader, asked: '', palette: null, ahead: null };
  return held;
}

/** The probabilities that a mask under a camera is made of. */
const aheadKey = ({ product, request, camera }: Asked): string | null =>
  request.kind === 'mask' ? JSON.stringify([product, request.mask.pack, request.mask.grid, camera]) : null;

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
  if (key === null || asked.request.kind !== 'mask') return;
  const { pack, grid } = asked.request.mask;
  const { product, camera } = asked;
  const abort = new AbortController();
  const fetchNow = async () => {
    try {
      const view = screenView(camera, MARGIN);
      const layer = { kind: 'probabilities', pack, grid } as const;
      const { bytes } = await engine.view(product, { layer, ...view, draft: false }, abort.signal);
      if (!abort.signal.aborted) held.layer.setProbabilities({ ...view, probabilities: bytes });
    } catch {
      // Drafts from the engine are shown instead.
      if (held.ahead?.abort === abort) held.ahead = null;
    }
  };
  held.ahead = { key, abort, timer: setTimeout(() => void fetchNow(), REST_MILLISECONDS) };
}

/** Follows a threshold by the graphics card alone where thresholds alone make the mask: what it draws is exact. */
function followThreshold(held: Held, { request, ...rest }: Asked): boolean {
  if (request.kind !== 'mask' || held.ahead?.key !== aheadKey({ request, ...rest })) return false;
  const { parameters, corrections } = request.mask;
  return isByThresholdsAlone(parameters, corrections) && held.layer.classify(limitsOf(parameters.thresholds));
}

function show(map: MapLibreMap, held: Held, overlay: Overlay, dragging: boolean, reason: string): void {
  const { scenes } = useScenes.getState();
  const { classes } = scenes[overlay.product]!;
  const palette = overlay.palette === 'agreement' ? 'agreement' : classes;
  if (held.palette !== palette) {
    held.palette = palette;
    held.layer.setPalette(overlay.palette === 'agreement' ? agreementPalette() : classPalette(classes));
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

/** Counts up at most every so often while a mask grows, and once more at the end. */
function useProgressReason(): string {
  const counts = useMaskProgress();
  return Object.values(counts).join();
}

/** Keeps the class overlays of one pane: one request per overlay and view, drawn by the graphics card. */
export function useClassLayers(map: MapLibreMap | null, side: PaneSide): void {
  const scenes = useScenes((state) => state.scenes);
  const active = useScenes((state) => state.active);
  const dragging = useScenes((state) => state.dragging);
  const viewMode = useUi((ui) => ui.viewMode);
  const pair = useUi((ui) => ui.pair);
  const swipe = useUi((ui) => ui.swipe);
  const masksHidden = useUi((ui) => ui.masksHidden);
  const progress = useProgressReason();
  const all = useRef(new Map<string, Held>());
  const owner = useRef<MapLibreMap | null>(null);
  const shownProgress = useRef({ at: 0, reason: '' });

  const overlays = useMemo(
    () => paneOverlays({ scenes, active, viewMode, pair, swipe, masksHidden }, side),
    [scenes, active, viewMode, pair, swipe, masksHidden, side],
  );

  // Before the browser paints: a slider's request would otherwise wait for its thumb to be drawn.
  useLayoutEffect(() => {
    if (owner.current !== map) {
      // Layers go with the map that they are on.
      for (const held of all.current.values()) {
        held.loader.stop();
        dropAhead(held);
      }
      all.current.clear();
      owner.current = map;
    }
    if (!map) return;
    const update = () => {
      for (const overlay of overlays) {
        const held = all.current.get(overlay.key) ?? hold(map, overlay.key);
        all.current.set(overlay.key, held);
        show(map, held, overlay, dragging, shownProgress.current.reason);
      }
      for (const [key, held] of all.current) {
        if (overlays.some((overlay) => overlay.key === key)) continue;
        held.loader.stop();
        dropAhead(held);
        map.removeLayer(key);
        all.current.delete(key);
      }
    };
    update();
    map.on('moveend', update);
    map.on('resize', update);
    const { at, reason } = shownProgress.current;
    const wait = reason === progress ? null : Math.max(0, at + PROGRESS_MILLISECONDS - Date.now());
    const timer =
      wait === null
        ? undefined
        : setTimeout(() => {
            shownProgress.current = { at: Date.now(), reason: progress };
            update();
          }, wait);
    return () => {
      clearTimeout(timer);
      map.off('moveend', update);
      map.off('resize', update);
    };
  }, [map, overlays, dragging, progress]);

  useEffect(() => {
    const held = all.current;
    return () => {
      for (const one of held.values()) {
        one.loader.stop();
        dropAhead(one);
      }
      held.clear();
    };
  }, []);
}
