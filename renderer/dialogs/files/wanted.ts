import type { ChoicePurpose, FileListing } from '../../api/types.ts';

export type Entry = FileListing['entries'][number];

/** What a question for a file or folder asks for. */
export interface Wanted {
  readonly title: string;
  /** A folder is wanted, the one that is shown or one in it. */
  readonly folder: boolean;
  /** Something is written there: a folder may be made for it. */
  readonly forWriting: boolean;
  readonly fits: (entry: Entry) => boolean;
}

const endsWith =
  (...endings: string[]) =>
  ({ name }: Entry) =>
    endings.some((ending) => name.toLowerCase().endsWith(ending));

const isProduct = (entry: Entry) =>
  entry.kind === 'product' || (entry.kind === 'file' && endsWith('.zip', '.xml', '.tif', '.tiff', 'zarr.json')(entry));

const file = (title: string, ...endings: string[]): Wanted => ({
  title,
  folder: false,
  forWriting: false,
  fits: (entry) => entry.kind === 'file' && endsWith(...endings)(entry),
});

const folder = (title: string, forWriting: boolean): Wanted => ({ title, folder: true, forWriting, fits: () => false });

export const WANTED: Readonly<Record<ChoicePurpose, Wanted>> = {
  product: { title: 'Open product', folder: false, forWriting: false, fits: isProduct },
  'products-folder': folder('Choose a folder of products', false),
  'output-folder': folder('Choose the folder to write to', true),
  'class-raster': file('Choose a class raster', '.tif', '.tiff', '.jp2', '.j2k', '.img', '.vrt', '.bsq', '.dat'),
  points: file('Choose a table of reference points', '.csv', '.tsv', '.txt'),
  project: file('Open project', '.nephos'),
  'project-save': folder('Choose the folder to save in', true),
  'labels-file': file('Choose a file of labels', '.zip', '.xml', '.json', '.png', '.nc', '.tif', '.tiff', '.npy'),
  'labels-folder': folder('Choose a folder of labels', false),
  archive: folder('Choose the folder of a run', false),
  'label-project': folder('Choose the folder of a label project', false),
  pack: folder('Choose the folder of a model pack', false),
};
