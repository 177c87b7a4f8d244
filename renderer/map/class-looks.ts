import type { OverlayStyle } from '../state/scene.ts';
import { BORDER_BIT } from './borders.ts';
import { HATCHING, SECOND_ROW } from './palette.ts';

/** Pixels after which all hatchings repeat: lines across every 7 and level lines every 5. */
export const HATCH_PERIOD = 35;
const CODES = 256;
/** Any of five hatchings may meet a pixel. */
export const HATCH_SETS = 32;

const BORDER_STRENGTH = 1;
const LEAST_HATCHED = 0.7;
const MISSING_STRENGTH = 0.8;

/** One byte per pixel of a square of {@link HATCH_PERIOD}: bit n - 1 is set where hatching n of `HATCHING` has a line. */
export function hatchings(): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(HATCH_PERIOD ** 2);
  for (let y = 0; y < HATCH_PERIOD; y++)
    for (let x = 0; x < HATCH_PERIOD; x++) {
      const rising = (x - y + HATCH_PERIOD) % 7;
      const falling = (x + y) % 7;
      const lines: Record<number, boolean> = {
        [HATCHING.rising]: rising < 2,
        [HATCHING.falling]: falling < 2,
        [HATCHING.level]: y % 5 < 2,
        [HATCHING.crossed]: rising < 1 || falling < 1,
        [HATCHING.always]: falling < 1,
      };
      for (const [hatching, meets] of Object.entries(lines))
        if (meets) out[y * HATCH_PERIOD + x]! |= 1 << (Number(hatching) - 1);
    }
  return out;
}

/**
 * Premultiplied RGBA by marked class code (column) and the hatchings that meet a pixel (row): a border at full strength, the
 * rest filled, left empty or hatched; what is missing is hatched always.
 */
export function classLooks(palette: Uint8Array, opacity: number, style: OverlayStyle): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(CODES * HATCH_SETS * 4);
  const strengthOf = (hatching: number, isBorder: boolean, meets: boolean): number => {
    if (hatching === HATCHING.always) return meets ? MISSING_STRENGTH : 0;
    if (isBorder) return opacity > 0 ? BORDER_STRENGTH : 0;
    if (style === 'fill') return opacity;
    return style === 'hatch' && meets ? Math.max(opacity, LEAST_HATCHED) : 0;
  };
  for (let marked = 0; marked < CODES; marked++) {
    const code = marked & (BORDER_BIT - 1);
    const [red, green, blue, own] = palette.subarray(4 * code, 4 * code + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    if (own === 0) continue;
    const hatching = palette[SECOND_ROW + 4 * code]!;
    for (let set = 0; set < HATCH_SETS; set++) {
      const meets = (set & (1 << (hatching - 1))) !== 0;
      const alpha = strengthOf(hatching, (marked & BORDER_BIT) !== 0, meets) * (own / 255);
      const colour = [red * alpha, green * alpha, blue * alpha, 255 * alpha].map(Math.round);
      out.set(colour, 4 * (set * CODES + marked));
    }
  }
  return out;
}

/** Whether any hatching can be seen: by the style, or because pixels in view are of a class that is hatched always. */
export function isHatched(palette: Uint8Array, style: OverlayStyle, codes: Uint8Array): boolean {
  if (style === 'hatch') return true;
  for (let code = 1; code < BORDER_BIT; code++)
    if (palette[SECOND_ROW + 4 * code] === HATCHING.always && palette[4 * code + 3] !== 0 && codes.includes(code))
      return true;
  return false;
}
