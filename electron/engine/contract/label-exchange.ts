import { z } from 'zod';
import { handleSchema } from './common.ts';
import { folderNameSchema } from './labels.ts';

/** A new folder: inside of one that the user chose, under a name of its own. */
const newFolderSchema = z.object({ target: handleSchema, name: folderNameSchema });

/** GET /api/labels/:project/formats -> LabelFormat[] */
export interface LabelFormat {
  readonly id: string;
  readonly title: string;
  readonly exports: boolean;
  readonly imports: boolean;
}

/** For `models/training`, not for a labelling tool. */
export const TRAINING_FORMAT = 'training';

/** Stands in commands for the folder that is served, of which the window knows no path. */
export const SERVED_FOLDER = 'FOLDER';

/**
 * POST /api/labels/:project/export -> Job (202) of kind `label-export`: all chips, with pictures, in a new folder. Its result
 * has `labelsOut`. What can be refused at once is.
 */
export const exportLabelsSchema = newFolderSchema.extend({ format: z.string() });
export interface LabelExport {
  readonly handle: string;
  readonly name: string;
  readonly chips: number;
  /** By which the files are taken in elsewhere; may be none. Where {@link SERVED_FOLDER} stands in them, the user fills in. */
  readonly commands: readonly string[];
  /** Chips that could not be read and are left out. */
  readonly notes: readonly string[];
}

/**
 * POST /api/labels/:project/import -> Job (202) of kind `label-import`: labels of a zip, a folder or a file, into the chips of
 * their names. Where anything of it does not fit, nothing is changed. `machines` keeps what a person said. Its result has
 * `labelsIn`.
 */
export const importLabelsSchema = z.object({
  source: handleSchema,
  format: z.string(),
  over: z.enum(['machines', 'everything']).default('machines'),
});
export interface LabelImport {
  readonly chips: readonly string[];
  /** Chips that the files say nothing of. */
  readonly without: readonly string[];
}

/** Whose labels count where two projects differ; those of `neither` are undefined. */
export const settledBySchema = z.enum(['first', 'second', 'neither']);
export type SettledBy = z.infer<typeof settledBySchema>;

/**
 * POST /api/labels/:project/agree -> LabelAgreement: with another project's labels of the same chips. `settle` makes a
 * third project of what both say, and of what somebody decided chip by chip where they differ.
 */
export const agreeSchema = z.object({
  other: handleSchema,
  settle: newFolderSchema
    .extend({
      /** By id of the chip in this project; `neither` where nothing is said. */
      choices: z.record(z.string(), settledBySchema).default({}),
    })
    .optional(),
});
export interface LabelAgreement {
  readonly chips: readonly {
    readonly id: string;
    /** Of the same chip in the other project. */
    readonly otherId: string;
    readonly compared: number;
    readonly differing: number;
  }[];
  /** Chips of which nothing is compared. In a settled project those that both have are without labels, the others are not there. */
  readonly uncompared: {
    /** Both have the chip; only this project says a class in it. */
    readonly first: number;
    /** Both have the chip; only the other project says a class in it. */
    readonly second: number;
    /** Both say a class in the chip, of no pixel in common. */
    readonly apart: number;
    /** Only one of the projects has the chip. */
    readonly unshared: number;
  };
  /** Cohen's kappa; null where one class is all there is. */
  readonly kappa: number | null;
  /** Row: this project's class, column: the other's; clear, shadow, semi-transparent, cloud. */
  readonly counts: readonly (readonly number[])[];
  /** F1 of each class; null where neither has it. */
  readonly f1: readonly (number | null)[];
  /** The third project, to be opened. */
  readonly settled: string | null;
}
