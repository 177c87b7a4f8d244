import { toLonLat } from '../../geo/mercator.ts';
import { type Camera, type Pair, type StatisticsScope, useUi, type ViewMode, type Viewport } from '../ui.ts';
import { storePart } from './part.ts';
import { fieldsOf, isNumber, isPosition, oneOf } from './read.ts';

interface View {
  readonly camera: Camera | null;
  readonly viewMode: ViewMode;
  readonly pair: Pair;
  readonly swipe: number;
  readonly statisticsScope: StatisticsScope;
}

const INITIAL: View = {
  camera: null,
  viewMode: 'single',
  pair: 'image-mask',
  swipe: 0.5,
  statisticsScope: 'scene',
};

const DEGREES = 6;

/** Where a map looks that shows a viewport. */
function cameraOf({ bounds: [west, south, east, north], zoom }: Viewport): Camera {
  const [lon, lat] = toLonLat((west + east) / 2, (south + north) / 2);
  return { center: [Number(lon.toFixed(DEGREES)), Number(lat.toFixed(DEGREES))], zoom: Number(zoom.toFixed(3)) };
}

function readView(kept: unknown): View {
  const { camera, viewMode, pair, swipe, statisticsScope } = fieldsOf(kept);
  const { center, zoom } = fieldsOf(camera);
  return {
    camera: isPosition(center) && isNumber(zoom) ? { center: [center[0], center[1]], zoom } : null,
    viewMode: oneOf(['single', 'swipe', 'side'], viewMode) ?? INITIAL.viewMode,
    pair: oneOf(['image-mask', 'mask-reference', 'model-model', 'date-date'], pair) ?? INITIAL.pair,
    swipe: isNumber(swipe) ? swipe : INITIAL.swipe,
    statisticsScope: oneOf(['scene', 'view', 'area'], statisticsScope) ?? INITIAL.statisticsScope,
  };
}

/** Where the map looks, and what stands beside what. */
export const viewPart = storePart({
  name: 'view',
  isShared: false,
  store: useUi,
  pick: ({ viewport, wantedCamera, viewMode, pair, swipe, statisticsScope }): View => ({
    camera: viewport ? cameraOf(viewport) : wantedCamera,
    viewMode,
    pair,
    swipe,
    statisticsScope,
  }),
  read: readView,
  initial: INITIAL,
  restore: ({ camera, ...rest }) => ({ wantedCamera: camera, viewport: null, ...rest }),
});
