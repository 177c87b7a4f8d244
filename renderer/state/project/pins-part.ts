import { PIN_COLOURS, type Pin, usePins } from '../pins.ts';
import { storePart } from './part.ts';
import { fieldsOf, isNumber, listOf } from './read.ts';

function readPins(kept: unknown): readonly Pin[] {
  return listOf(kept).flatMap((one) => {
    const { id, lon, lat, colour } = fieldsOf(one);
    const isPin = isNumber(id) && isNumber(lon) && isNumber(lat) && PIN_COLOURS.some((known) => known === colour);
    return isPin ? [{ id, lon, lat, colour: String(colour) }] : [];
  });
}

/** The pinned pixels. */
export const pinsPart = storePart({
  name: 'pins',
  isShared: true,
  store: usePins,
  pick: ({ pins }) => pins,
  read: readPins,
  initial: [],
  restore: (pins) => ({ pins, selected: pins.at(-1)?.id ?? null }),
});
