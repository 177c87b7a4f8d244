import { Button, Modal } from '@mantine/core';
import Copy from 'lucide-react/icons/copy';
import { useState } from 'react';
import { restartEngine } from '../actions/restart.ts';
import type { EngineHealth, LeaveOut } from '../api/types.ts';
import { jobName } from '../state/product-name.ts';
import { useEngineHealth } from '../state/queries.ts';
import { copyText } from '../widgets/clipboard.ts';
import { ToolButton } from '../widgets/ToolButton.tsx';

function titleOf({ deaths }: EngineHealth): string {
  return `The engine stopped ${deaths} times within a minute`;
}

/** What stands in a report. */
function detailsOf(health: EngineHealth): string {
  return [
    titleOf(health),
    `Job: ${health.job?.title ?? 'none was running'}`,
    `Last end: ${health.lastExit ?? 'unknown'}`,
  ].join('\n');
}

/** The shell has given the engine up: what happened, with which job, and the ways on. Nothing else works meanwhile. */
export function EngineStopped() {
  const health = useEngineHealth();
  const [starting, setStarting] = useState(false);
  if (health?.state !== 'stopped') return null;
  const { job, lastExit } = health;
  const start = async (leaveOut: LeaveOut) => {
    setStarting(true);
    await restartEngine(leaveOut);
    setStarting(false);
  };
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={titleOf(health)}
      size={800}
      zIndex={600}
    >
      <div className="dialog-body engine-stopped">
        <p>
          {job
            ? 'It was started again each time. This job was running when it stopped:'
            : 'It was started again each time. No job was running when it stopped; opening or drawing a product may be the cause.'}
        </p>
        <dl className="facts selectable">
          {job && (
            <>
              <dt>Job</dt>
              <dd>{jobName(job)}</dd>
            </>
          )}
          <dt>Last end</dt>
          <dd className="mono">{lastExit ?? 'unknown'}</dd>
        </dl>
        <p className="dim">
          Finished files and computed tiles are kept.{' '}
          {job && 'A job that is left out stays in the job list, to be tried again. '}
          If it stops again, close other programs where memory is short; against a graphics driver that ends the engine,
          choose the CPU as the device (File, Settings).
        </p>
      </div>
      <div className="dialog-foot">
        <ToolButton
          small
          icon={Copy}
          text="Copy details"
          label="Copy details"
          onClick={() => void copyText(detailsOf(health))}
        />
        <span className="grow" />
        {job && (
          <Button variant="subtle" disabled={starting} onClick={() => void start('everything')}>
            Start with nothing open
          </Button>
        )}
        <Button disabled={starting} onClick={() => void start(null)}>
          Try again
        </Button>
        <Button
          variant="filled"
          data-autofocus
          disabled={starting}
          onClick={() => void start(job ? 'job' : 'everything')}
        >
          {job ? 'Go on without this job' : 'Start with nothing open'}
        </Button>
      </div>
    </Modal>
  );
}
