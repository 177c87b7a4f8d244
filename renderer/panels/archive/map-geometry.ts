/** Longitude and latitude, degrees. */
export type Position = readonly [lon: number, lat: number];

/** What of the Earth a map shows, plate carrée: degrees of its middle, and pixels of a degree of latitude. */
export interface MapView {
  readonly lon: number;
  readonly lat: number;
  readonly scale: number;
  /** Pixels of a degree of longitude over those of latitude: as it is at the middle of all that is shown. */
  readonly squeeze: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const MARGIN_PIXELS = 26;
/** A tile alone does not fill the map: so many degrees stand around it. */
const LEAST_DEGREES = 2;
const MOST_SCALE = 2000;
const LEAST_SCALE = 1;

/** Rings on one side of the date line: where some lie at 179 and some at -179 degrees, those go on beyond 180. */
export function unwrapped(rings: readonly (readonly Position[])[]): readonly (readonly Position[])[] {
  const lons = rings.flat().map(([lon]) => lon);
  const spanOf = (values: readonly number[]) => values.reduce(max, -Infinity) - values.reduce(min, Infinity);
  const beyond = lons.map((lon) => (lon < 0 ? lon + 360 : lon));
  if (spanOf(lons) <= 180 || spanOf(beyond) > 180) return rings;
  return rings.map((ring) => ring.map(([lon, lat]) => [lon < 0 ? lon + 360 : lon, lat] as const));
}

const max = (a: number, b: number) => Math.max(a, b);
const min = (a: number, b: number) => Math.min(a, b);

/** The view that shows all rings. */
export function fittingView(rings: readonly (readonly Position[])[], { width, height }: Size): MapView {
  const positions = rings.flat();
  const [lons, lats] = [positions.map(([lon]) => lon), positions.map(([, lat]) => lat)];
  const [west, east] = [lons.reduce(min, Infinity), lons.reduce(max, -Infinity)];
  const [south, north] = [lats.reduce(min, Infinity), lats.reduce(max, -Infinity)];
  const lat = (south + north) / 2;
  const squeeze = Math.max(0.1, Math.cos((lat * Math.PI) / 180));
  const room = (pixels: number) => Math.max(20, pixels - 2 * MARGIN_PIXELS);
  const scale = Math.min(
    room(width) / Math.max(LEAST_DEGREES, (east - west) * squeeze),
    room(height) / Math.max(LEAST_DEGREES, north - south),
  );
  return { lon: (west + east) / 2, lat, scale, squeeze };
}

export function toPixel([lon, lat]: Position, view: MapView, { width, height }: Size): readonly [x: number, y: number] {
  return [width / 2 + (lon - view.lon) * view.squeeze * view.scale, height / 2 - (lat - view.lat) * view.scale];
}

/** Larger or smaller by a factor, the place under a pixel staying where it is. */
export function zoomed(view: MapView, factor: number, [x, y]: readonly [number, number], size: Size): MapView {
  const scale = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, view.scale * factor));
  const degrees = (pixels: number) => pixels / view.scale - pixels / scale;
  return {
    ...view,
    scale,
    lon: view.lon + degrees(x - size.width / 2) / view.squeeze,
    lat: view.lat - degrees(y - size.height / 2),
  };
}

export function moved(view: MapView, right: number, down: number): MapView {
  return {
    ...view,
    lon: view.lon - right / view.scale / view.squeeze,
    lat: Math.min(90, Math.max(-90, view.lat + down / view.scale)),
  };
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30];
const LEAST_APART = 70;

export interface GridLine {
  readonly at: number;
  readonly text: string;
}

/** Meridians and parallels at round degrees, as dense as can be read. */
export function gridLines(
  view: MapView,
  { width, height }: Size,
): Readonly<Record<'meridians' | 'parallels', GridLine[]>> {
  const step = STEPS.find((degrees) => degrees * view.scale * view.squeeze >= LEAST_APART) ?? 30;
  const lines = (middle: number, half: number, text: (value: number) => string) => {
    const first = Math.ceil((middle - half) / step);
    const count = Math.max(0, Math.floor((middle + half) / step) - first + 1);
    return Array.from({ length: count }, (_, k) => Number(((first + k) * step).toFixed(1))).map((at) => ({
      at,
      text: text(at),
    }));
  };
  const side = (value: number, positive: string, negative: string) =>
    `${Math.abs(value)}°${value === 0 ? '' : value > 0 ? ` ${positive}` : ` ${negative}`}`;
  const halfLon = width / 2 / view.scale / view.squeeze;
  return {
    meridians: lines(view.lon, halfLon, (lon) => side(((lon + 540) % 360) - 180, 'E', 'W')),
    parallels: lines(view.lat, height / 2 / view.scale, (lat) => side(lat, 'N', 'S')).filter(
      ({ at }) => Math.abs(at) <= 90,
    ),
  };
}
