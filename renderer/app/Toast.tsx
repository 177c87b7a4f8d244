import { useEffect } from 'react';
import { closeToast, useMessages } from '../state/messages.ts';
import { Notice } from '../widgets/Notice.tsx';

const SHOWN_MILLISECONDS = 5000;

/** The latest message at the corner of the window; errors stay until they are closed. */
export function Toast() {
  const message = useMessages(({ messages, toast }) => messages.find(({ id }) => id === toast));
  // What is said anew, in other words or the same, gets its own time.
  useEffect(() => {
    if (message?.kind !== 'info') return;
    const timer = setTimeout(closeToast, SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [message]);
  if (!message) return null;
  return (
    <div className="toast">
      <Notice {...message} onClose={closeToast} />
    </div>
  );
}
