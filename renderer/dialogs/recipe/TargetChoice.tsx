import { Button } from '@mantine/core';
import { bridge } from '../../api/bridge.ts';
import type { Choice } from '../../api/types.ts';
import { sayError } from '../../state/messages.ts';

/** The folder to write to. */
export function TargetChoice({
  target,
  onChange,
}: {
  readonly target: Choice | null;
  readonly onChange: (target: Choice) => void;
}) {
  const choose = async () => {
    try {
      const choice = await bridge.choose('output-folder');
      if (choice) onChange(choice);
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <>
      <span className="label">Into</span>
      <div className="value">
        <Button onClick={() => void choose()}>{target ? 'Change folder' : 'Choose folder'}</Button>
        <span className={target ? 'mono' : 'dim'} style={{ overflowWrap: 'anywhere' }}>
          {target ? target.name || '/' : 'No folder chosen'}
        </span>
      </div>
    </>
  );
}
