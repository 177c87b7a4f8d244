import type { OnProgress } from '../core/bytes.ts';
import type { OutputFormat } from '../export/format.ts';

/** How long computing a mask takes, in times that writing a small file does. */
const COMPUTING = 10;
/** So many bytes take as long to write as all else about a file. */
const BYTES = 50e6;

/** Progress of the stages of a recipe as progress of the whole, 0 to 1. */
export interface RecipeProgress {
  readonly computing: OnProgress;
  /** Of the format of this index. */
  writing(index: number): OnProgress;
}

/**
 * Shares the progress of a recipe out between its stages by how long they take: each file, such as that of a cleaned band, and
 * large ones more than small ones; computing nothing where its first word is that all was computed before.
 * @param formats in the order in which they are written
 * @param subject of what they are written
 */
export function recipeProgress(
  formats: readonly Pick<OutputFormat, 'estimate' | 'names'>[],
  subject: Parameters<OutputFormat['estimate']>[0],
  onProgress: OnProgress | undefined,
): RecipeProgress {
  const weights = formats.map((format) => {
    const [least, most] = format.estimate(subject);
    return format.names(subject).length + (least + most) / 2 / BYTES;
  });
  const sum = (of: readonly number[]): number => of.reduce((all, one) => all + one, 0);
  const writing = sum(weights);
  let computing: number | null = null;
  // The time that a stage has left is not that of the whole.
  const tell = ({ fraction, stage }: Parameters<OnProgress>[0], before: number, own: number): void => {
    const whole = (computing ?? 0) + writing;
    onProgress?.({ fraction: (before + own * fraction) / whole, stage });
  };
  return {
    computing(progress) {
      computing ??= progress.fraction < 1 ? COMPUTING : 0;
      tell(progress, 0, computing);
    },
    writing: (index) => (progress) => tell(progress, (computing ?? 0) + sum(weights.slice(0, index)), weights[index]!),
  };
}
