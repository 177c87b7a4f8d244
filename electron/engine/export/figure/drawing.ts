/** A picture that is laid into a drawing: red, green, blue from 0 to 255, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

export type Point = readonly [x: number, y: number];

interface TextMark {
  readonly kind: 'text';
  readonly text: string;
  /** Of the baseline, where `anchor` says. */
  readonly at: Point;
  /** Of the letters, in the drawing's units. */
  readonly size: number;
  readonly isBold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: string;
}

/** One thing on a page, in units of it, from its upper left corner. */
export type Mark =
  | TextMark
  | { readonly kind: 'line'; readonly points: readonly Point[]; readonly colour: string; readonly width: number }
  | { readonly kind: 'shape'; readonly points: readonly Point[]; readonly fill: string }
  | {
      readonly kind: 'box';
      readonly at: Point;
      readonly width: number;
      readonly height: number;
      readonly fill?: string;
      readonly stroke?: string;
      readonly strokeWidth?: number;
    }
  | {
      readonly kind: 'picture';
      readonly at: Point;
      readonly width: number;
      readonly height: number;
      readonly picture: Picture;
    };

/** What is drawn, lowest first; the same for a picture and for a page of a document. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

/** Width of a text in the drawing's units. */
export type Measure = (text: string, size: number, isBold?: boolean) => number;

/** Marks moved to another place. */
export function moved(marks: readonly Mark[], [dx, dy]: Point): Mark[] {
  const move = ([x, y]: Point): Point => [x + dx, y + dy];
  return marks.map((mark) =>
    mark.kind === 'line' || mark.kind === 'shape'
      ? { ...mark, points: mark.points.map(move) }
      : { ...mark, at: move(mark.at) },
  );
}

/** A text in lines that fit a width; words longer than it stand alone. */
export function wrapped(text: string, size: number, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && measure(`${last} ${word}`, size) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
