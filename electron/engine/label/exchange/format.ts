import type { Chip } from '../chips.ts';

/** A chip as other tools take it: a picture of its name, and a label for each of its pixels. */
export interface ExchangeChip {
  /** Without ending; the name by which it is found again. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** 0 to 5, row by row. */
  readonly labels: Uint8Array;
}

/** A file to be written: its path inside of what is exported, and its content. */
export interface ExchangeFile {
  readonly path: string;
  readonly content: Uint8Array | string;
}

/** What an import found, by the name of the picture without ending; labels 0 to 5. */
export interface FoundLabels {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly labels: Uint8Array;
}

/** Files of something that is imported, by their paths with forward slashes. */
export type ImportFiles = ReadonlyMap<string, () => Promise<Uint8Array>>;

/** The name under which a chip goes out: its id. */
export function exchangeName({ id }: Pick<Chip, 'id'>): string {
  return id;
}

/** The name of a picture without folders and ending. */
export function baseName(path: string): string {
  const name = path.split(/[\\/]/).at(-1)!;
  return name.replace(/\.(png|jpe?g|tiff?|bmp|nc)$/i, '');
}
