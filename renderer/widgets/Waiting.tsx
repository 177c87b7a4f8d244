import { Button } from '@mantine/core';
import { useLate } from './use-late.ts';

interface Props {
  /** What is waited for, as a sentence; null where nothing is. */
  readonly text: string | null;
  readonly onStop: () => void;
}

/** Says what a disk is waited for, once it takes long, and lets it be given up. */
export function Waiting({ text, onStop }: Props) {
  const late = useLate(text);
  return (
    <div role="status">
      {late && (
        <div className="waiting">
          <span className="ellipsis">{late}</span>
          <Button size="compact-xs" onClick={onStop}>
            Stop
          </Button>
        </div>
      )}
    </div>
  );
}
