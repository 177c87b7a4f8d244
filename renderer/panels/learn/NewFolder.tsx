import { Button, TextInput } from '@mantine/core';
import { chooseFolder } from '../../actions/label/choose.ts';
import type { Choice } from '../../api/types.ts';

interface Props {
  readonly target: Choice | null;
  readonly onTarget: (target: Choice | null) => void;
  readonly name: string;
  /** The name's field, for those who hear it. */
  readonly label: string;
  readonly onName: (name: string) => void;
}

/** Where a new folder is made, and what it is called. */
export function NewFolder({ target, onTarget, name, label, onName }: Props) {
  const choose = async () => onTarget((await chooseFolder('output-folder')) ?? target);
  return (
    <>
      <div className="row">
        <span className="label">Into</span>
        <Button onClick={() => void choose()}>{target ? 'Change folder' : 'Choose folder'}</Button>
        <span className={`grow ellipsis ${target ? 'mono' : 'dim'}`}>
          {target ? target.name || '/' : 'No folder chosen'}
        </span>
      </div>
      <div className="row">
        <span className="label">New folder</span>
        <TextInput className="grow" aria-label={label} value={name} onChange={(event) => onName(event.target.value)} />
      </div>
    </>
  );
}
