export interface Tick {
  readonly metres: number;
  /** Kilometres. */
  readonly label: string;
}

/** Widths of letters between two labels. */
const LETTERS_APART = 9;

/** Round coordinates between two, not closer than labels can stand. @param letters how many letters the way is long */
export function ticksBetween(from: number, to: number, letters: number): Tick[] {
  const most = Math.max(1, Math.floor(letters / LETTERS_APART));
  const step = roundAbove((to - from) / most);
  const first = Math.ceil(from / step);
  const count = Math.max(0, Math.floor(to / step) - first + 1);
  const digits = Math.max(0, Math.ceil(-Math.log10(step / 1000)));
  return Array.from({ length: count }, (_, i) => {
    const metres = (first + i) * step;
    return { metres, label: (metres / 1000).toFixed(digits) };
  });
}

/** The least of 1, 2, 5 times a power of ten that is not below a length. */
export function roundAbove(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  return [1, 2, 5, 10].map((times) => times * power).find((round) => round >= length * (1 - 1e-9))!;
}

/** The most of 1, 2, 5 times a power of ten that is not above a length. */
export function roundBelow(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  return [5, 2, 1].map((times) => times * power).find((round) => round <= length * (1 + 1e-9))!;
}
