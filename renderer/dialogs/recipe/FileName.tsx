import { Checkbox, TextInput } from '@mantine/core';

interface Props {
  /** Without ending. */
  readonly name: string;
  onName(name: string): void;
  readonly overwrite: boolean;
  onOverwrite(overwrite: boolean): void;
}

/** The row of a form that asks for the name of the one GeoTIFF that is written. */
export function FileName({ name, onName, overwrite, onOverwrite }: Props) {
  return (
    <>
      <span className="label">Name</span>
      <div className="value">
        <TextInput
          aria-label="Name of the file"
          style={{ flex: '1 1 100%' }}
          value={name}
          rightSection={<span className="dim">.tif</span>}
          rightSectionWidth={42}
          onChange={(event) => onName(event.currentTarget.value)}
        />
        <Checkbox
          label="Overwrite a file of that name"
          checked={overwrite}
          onChange={(event) => onOverwrite(event.currentTarget.checked)}
        />
      </div>
    </>
  );
}
