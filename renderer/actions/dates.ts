import type { MaskState, ProductDetail } from '../api/types.ts';
import { comparesDates } from '../map/overlays.ts';
import { withLookOf } from '../state/carry-look.ts';
import { isSamePlace, neighboursOf } from '../state/dates.ts';
import { activeProduct, openProducts, queryClient } from '../state/queries.ts';
import { activate, updateScene, useScenes } from '../state/scenes.ts';
import { steppedDates, useStrip } from '../state/strip.ts';
import { endDateComparison, setUi, useUi } from '../state/ui.ts';
import { activateProduct } from './products.ts';

/** The dates that can be stepped through from the active one. */
export function reachableDates(): ProductDetail[] {
  const product = activeProduct();
  return product ? steppedDates(openProducts(), product, useStrip.getState().listed) : [];
}

function carryLook(from: string, product: ProductDetail): void {
  const scene = useScenes.getState().scenes[from];
  const states = queryClient.getQueryData<MaskState[]>(['masks', product.id]) ?? [];
  if (scene) updateScene(product.id, (one) => withLookOf(scene, one, product, states));
}

/** Shows another date of the place: view, scale, pins, tool and the look of the layers stay. */
export function goToDate(id: string): void {
  const { active } = useScenes.getState();
  const products = openProducts();
  const [from, to] = [active, id].map((one) => products.find((product) => product.id === one));
  if (!to || !from || to === from) return;
  if (!isSamePlace(from, to)) {
    if (comparesDates(useUi.getState())) endDateComparison();
    activateProduct(id);
    return;
  }
  // The two that are compared change places; one of them beside itself would tell nothing.
  setUi(({ otherDate }) => ({ otherDate: otherDate === id ? from.id : otherDate }));
  carryLook(from.id, to);
  activate(id);
}

/** Goes some dates on, or back; stops at the ends. */
export function stepDate(step: 1 | -1): void {
  const { before, after } = neighboursOf(reachableDates(), useScenes.getState().active);
  const next = step > 0 ? after : before;
  if (next) goToDate(next.id);
}

/** Sets a date beside the active one. */
export function compareWithDate(id: string): void {
  const { active } = useScenes.getState();
  const product = openProducts().find((one) => one.id === id);
  if (!product || !active || id === active) return;
  carryLook(active, product);
  setUi(({ viewMode }) => ({
    otherDate: id,
    pair: 'date-date',
    viewMode: viewMode === 'single' ? 'swipe' : viewMode,
  }));
}

/** Compares with the date that was compared with last, else the one before the active one, else the one after. */
export function compareWithNearestDate(): void {
  const dates = reachableDates();
  const { before, after } = neighboursOf(dates, useScenes.getState().active);
  const kept = dates.find(({ id }) => id === useUi.getState().otherDate);
  const other = kept ?? before ?? after;
  if (other) compareWithDate(other.id);
}

/** Goes on or back with the date that the active one is compared with, past the active one itself. */
export function stepOtherDate(step: 1 | -1): void {
  const { otherDate } = useUi.getState();
  const { active } = useScenes.getState();
  const dates = reachableDates().filter(({ id }) => id !== active);
  const { before, after } = neighboursOf(dates, otherDate);
  const next = step > 0 ? after : before;
  if (next) compareWithDate(next.id);
}
