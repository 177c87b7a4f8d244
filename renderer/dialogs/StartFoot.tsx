import { Button } from '@mantine/core';
import { closeDialog } from '../state/ui.ts';

interface Props {
  /** What is missing, or what will be done. */
  readonly status: string;
  readonly action: string;
  readonly isReady: boolean;
  readonly onStart: () => Promise<void>;
}

/** The foot of a dialog that starts a job. */
export function StartFoot({ status, action, isReady, onStart }: Props) {
  return (
    <>
      <span className="grow" role="status">
        {status}
      </span>
      <Button onClick={closeDialog}>Cancel</Button>
      <Button variant="filled" disabled={!isReady} onClick={() => void onStart()}>
        {action}
      </Button>
    </>
  );
}
