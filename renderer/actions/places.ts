import type { FoundPlace } from '../geo/places/found-place.ts';
import { fitBox, goTo, mainMap } from '../map/registry.ts';
import { addBookmark, type Bookmark } from '../state/bookmarks.ts';
import { addCorner, type MeasureKind, measureKind } from '../state/measures.ts';
import { sayInfo } from '../state/messages.ts';
import { addPin } from '../state/pins.ts';
import { usePlaceMark } from '../state/place-mark.ts';
import { sceneName } from '../state/product-name.ts';
import { activeProduct } from '../state/queries.ts';
import { setUi, useUi } from '../state/ui.ts';
import { copyText } from '../widgets/clipboard.ts';

/** Brings a place that was read to the middle of the map and marks it; a tile or a large square is shown whole. */
export function goToPlace({ lon, lat, box }: FoundPlace): void {
  if (box) fitBox(box);
  else goTo(lon, lat);
  usePlaceMark.setState({ at: { lon, lat } });
}

export async function copyAndSay(text: string): Promise<void> {
  await copyText(text);
  sayInfo(`${text} is on the clipboard.`);
}

/** Pins a pixel and shows what is there. */
export function identify(lon: number, lat: number): void {
  addPin(lon, lat);
  setUi({ rightTab: 'inspect', rightFolded: false });
}

/** Pins a pixel and shows it on every date. */
export function followPixel(lon: number, lat: number): void {
  addPin(lon, lat);
  setUi({ drawer: 'series' });
}

export function centreOn(lon: number, lat: number): void {
  mainMap()?.easeTo({ center: [lon, lat], duration: 120 });
}

/** Takes the measuring tool; with a place, from there. */
export function startMeasure(kind: MeasureKind, from?: readonly [number, number]): void {
  const { tool } = useUi.getState();
  measureKind(kind);
  if (tool !== 'measure') setUi({ tool: 'measure' });
  if (from) addCorner(from);
}

/** Keeps what the map shows, or a place at its scale, under a name that tells the tile and the scale. */
export function bookmarkView(place?: readonly [number, number]): void {
  const map = mainMap();
  if (!map) return;
  const { lng, lat } = map.getCenter();
  const product = activeProduct();
  const name = addBookmark(product ? sceneName(product).replace(/ L\d\w$/, '') : 'View', {
    center: place ? [place[0], place[1]] : [lng, lat],
    zoom: map.getZoom(),
  });
  // In the list of bookmarks it is seen.
  if (useUi.getState().dialog !== 'bookmarks') sayInfo(`Bookmark "${name}" is kept in the project.`);
}

export function goToBookmark({ center, zoom }: Bookmark): void {
  mainMap()?.jumpTo({ center, zoom });
}
