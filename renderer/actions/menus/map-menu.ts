import type { ProductDetail } from '../../api/types.ts';
import { commandLine, type MenuAction, type MenuGroup } from '../../commands/context-menu.ts';
import { correctionsAt } from '../../geo/correction-hit.ts';
import { metresPerPixel } from '../../geo/mercator.ts';
import { degreesText, isInUtm, lonLatDecimal, mgrsText, utmText } from '../../geo/places/place-text.ts';
import { fitProduct } from '../../map/registry.ts';
import { amendCorrection, removeCorrection } from '../../state/amending.ts';
import { corrections } from '../../state/correcting.ts';
import { sceneName } from '../../state/product-name.ts';
import { activeProduct } from '../../state/queries.ts';
import { useUi } from '../../state/ui.ts';
import { reachableDates } from '../dates.ts';
import { bookmarkView, centreOn, copyAndSay, followPixel, identify, startMeasure } from '../places.ts';

interface Place {
  readonly lon: number;
  readonly lat: number;
}

/** A place in the ways that it is copied. */
function copyLines({ lon, lat }: Place, epsg: number | null): MenuAction[] {
  const line = (label: string, text: string): MenuAction => ({ label, note: text, run: () => void copyAndSay(text) });
  return [
    line('Copy lon, lat', lonLatDecimal(lon, lat)),
    line('Copy degrees', degreesText(lon, lat)),
    ...(isInUtm(lat) ? [line('Copy UTM', utmText(lon, lat, epsg)), line('Copy MGRS', mgrsText(lon, lat))] : []),
  ];
}

const zoomTo = (product: ProductDetail): MenuAction => ({
  label: `Zoom to ${sceneName(product)}`,
  shortcut: 'F',
  run: () => fitProduct(product),
});

/** A correction counts as being at a place of the map from this many pixels away. */
const NEAR_PIXELS = 6;

function metresPerPixelAt(latitude: number): number {
  const { viewport } = useUi.getState();
  return viewport ? metresPerPixel(viewport.zoom, latitude) : 0;
}

const correctionLines = (index: number): MenuAction[] => [
  { label: 'Edit this correction', run: () => amendCorrection(index) },
  { label: 'Remove this correction', run: () => removeCorrection(index) },
];

/** What can be done at a place of the map. */
export function mapMenu(place: Place): readonly MenuGroup[] {
  const { lon, lat } = place;
  const product = activeProduct();
  const hasDates = reachableDates().length > 1;
  const [correction] = correctionsAt(corrections(), [lon, lat], NEAR_PIXELS * metresPerPixelAt(lat));
  return [
    ...(correction === undefined ? [] : [correctionLines(correction)]),
    [
      { label: 'Identify and pin this pixel', run: () => identify(lon, lat) },
      ...(hasDates ? [{ label: 'Follow this pixel through time', run: () => followPixel(lon, lat) }] : []),
    ],
    copyLines(place, product?.epsg ?? null),
    [
      { label: 'Centre here', run: () => centreOn(lon, lat) },
      ...(product?.corners ? [zoomTo(product)] : []),
      ...commandLine('fit-all'),
      ...commandLine('go-to'),
    ],
    [
      { label: 'Measure a distance from here', run: () => startMeasure('distance', [lon, lat]) },
      { label: 'Measure an area from here', run: () => startMeasure('area', [lon, lat]) },
      { label: 'Add a bookmark here', run: () => bookmarkView([lon, lat]) },
    ],
    [...commandLine('legend'), ...commandLine('footprints')],
  ];
}
