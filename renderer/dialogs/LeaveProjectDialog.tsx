import { Button } from '@mantine/core';
import { leaveQuestion } from '../actions/project.ts';
import { closeDialog } from '../state/ui.ts';
import { Dialog } from './Dialog.tsx';

/** Asks before jobs are cancelled because their project is left. */
export default function LeaveProjectDialog() {
  const question = leaveQuestion();
  const goOn = () => {
    closeDialog();
    void question?.goOn();
  };
  return (
    <Dialog
      title="Jobs are not finished"
      foot={
        <>
          <span className="grow" />
          <Button data-autofocus onClick={closeDialog}>
            Stay
          </Button>
          <Button variant="filled" onClick={goOn}>
            Cancel jobs and go on
          </Button>
        </>
      }
    >
      <p>{question?.text}</p>
      <p className="dim">Files that are finished and tiles that are computed are kept.</p>
    </Dialog>
  );
}
