import { MASK_CLASSES, MISSING } from '../../core/classes.ts';

/** A class as the extension "classification" 2.0 tells it. */
export interface StacClass {
  readonly value: number;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** `RRGGBB`. */
  readonly color_hint?: string;
  readonly nodata?: boolean;
  /** Percent of all pixels of the file. */
  readonly percentage?: number;
}

/** What a raster's codes mean to a catalogue. */
export type StacClassTable = readonly Omit<StacClass, 'percentage'>[];

/** Our own codes and colours. */
export const MASK_STAC_CLASSES: StacClassTable = MASK_CLASSES.map(({ code, id, name, colour }) => ({
  value: code,
  name: id,
  title: name,
  description: code === MISSING ? 'No data, or outside of the area' : name,
  ...(colour === null ? {} : { color_hint: colour.slice(1) }),
  ...(code === MISSING ? { nodata: true } : {}),
}));
