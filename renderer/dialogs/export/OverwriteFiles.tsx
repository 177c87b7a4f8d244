import { Checkbox } from '@mantine/core';

/** So many are named; the folder shows the rest. */
const NAMED = 3;

/** What the foot of a dialog says while files that are there may not be overwritten. */
export function overwriteText(count: number): string {
  return count === 1
    ? 'The file is there already: overwrite it, or change names or folder.'
    : `${count} files are there already: overwrite them, or change names or folder.`;
}

interface Props {
  /** Names of files that are there already. */
  readonly names: readonly string[];
  readonly overwrite: boolean;
  readonly onOverwrite: (overwrite: boolean) => void;
}

/** Asks whether files that are there already may be overwritten; nothing where there are none. */
export function OverwriteFiles({ names, overwrite, onOverwrite }: Props) {
  if (names.length === 0) return null;
  const files = names.length === 1 ? 'the file that is' : `the ${names.length} files that are`;
  return (
    <>
      <span className="label">Overwrite</span>
      <div className="stack" style={{ paddingTop: 4 }}>
        <Checkbox
          label={`Overwrite ${files} already there`}
          checked={overwrite}
          onChange={(event) => onOverwrite(event.target.checked)}
        />
        <span className="mono dim" style={{ overflowWrap: 'anywhere' }}>
          {names.slice(0, NAMED).join(', ')}
        </span>
        {names.length > NAMED && <span className="dim">and {names.length - NAMED} more</span>}
      </div>
    </>
  );
}
