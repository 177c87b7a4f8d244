import { Checkbox } from '@mantine/core';

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
          {names.join(', ')}
        </span>
      </div>
    </>
  );
}
