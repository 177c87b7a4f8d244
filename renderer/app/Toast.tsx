import { useEffect } from 'react';
import { closeToast, useMessages } from '../state/messages.ts';
import { useEngineHealth } from '../state/queries.ts';
import { Notice } from '../widgets/Notice.tsx';

const SHOWN_MILLISECONDS = 5000;

/** The latest message at the corner of the window; errors stay until they are closed, or until the engine is given up. */
export function Toast() {
  const message = useMessages(({ messages, toast }) => messages.find(({ id }) => id === toast));
  // What is said anew, in other words or the same, gets its own time.
  useEffect(() => {
    if (message?.kind !== 'info') return;
    const timer = setTimeout(closeToast, SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [message]);
  // What failed because the engine was away is told at its place by `EngineStopped`, which knows more.
  const isGivenUp = useEngineHealth()?.state === 'stopped';
  useEffect(() => {
    if (isGivenUp) closeToast();
  }, [isGivenUp]);
  if (!message || isGivenUp) return null;
  return (
    <div className="toast">
      <Notice {...message} onClose={closeToast} />
    </div>
  );
}
