import type { ExportEstimate } from '../../api/types.ts';
import { bytesText } from '../../widgets/format.ts';
import { ErrorNotice, Notice } from '../../widgets/Notice.tsx';

interface Props {
  readonly estimate: ExportEstimate | undefined;
  readonly error: Error | null;
  readonly tooLarge: boolean;
}

/** How large an export becomes, in a sentence. */
export function estimateText(estimate: ExportEstimate | undefined, isPending: boolean): string {
  if (!estimate) return isPending ? 'Estimating the size' : '';
  const count = estimate.files.length;
  return `About ${bytesText(estimate.leastBytes)} to ${bytesText(estimate.bytes)} in ${count} file${count === 1 ? '' : 's'}; ${bytesText(estimate.freeBytes)} free`;
}

/** What the engine says to an export before it begins: why it cannot be, what is worth knowing, that there is no room. */
export function EstimateNotices({ estimate, error, tooLarge }: Props) {
  return (
    <>
      {error && (
        <div className="whole-row">
          <ErrorNotice error={error} />
        </div>
      )}
      {estimate && estimate.notes.length > 0 && (
        <div className="whole-row">
          {estimate.notes.map((note) => (
            <Notice key={note} kind="info" text={note} />
          ))}
        </div>
      )}
      {estimate && tooLarge && (
        <div className="whole-row">
          <ErrorNotice
            error={{
              message: `The folder has ${bytesText(estimate.freeBytes)} free; the export needs up to ${bytesText(estimate.bytes)}.`,
              remedy: 'Choose another folder, a smaller area or fewer files.',
            }}
          />
        </div>
      )}
    </>
  );
}
