import { useEffect, useId, useState } from 'react';
import { create } from 'zustand';
import { closeToast, useMessages } from '../state/messages.ts';
import { useEngineHealth } from '../state/queries.ts';
import { useUi } from '../state/ui.ts';
import { Notice } from './Notice.tsx';

const SHOWN_MILLISECONDS = { info: 5000, warning: 10_000 } as const;

/** Dialogs that are open, the topmost last: a message is shown in it, where it covers no control. */
const useDialogStack = create<readonly string[]>(() => []);

function useLatestMessage() {
  const message = useMessages(({ messages, toast }) => messages.find(({ id }) => id === toast));
  // What failed because the engine was away is told at its place by `EngineStopped`, which knows more.
  const isGivenUp = useEngineHealth()?.state === 'stopped';
  useEffect(() => {
    if (isGivenUp) closeToast();
  }, [isGivenUp]);
  // What failed because it is away for a moment is told when the line at the top, which says that, has gone.
  const isAway = useUi(({ connection }) => connection === 'lost' || connection === 'gone' || connection === 'refused');
  return isGivenUp || (isAway && message?.away) ? undefined : message;
}

function LatestMessage({ place }: { readonly place: 'map' | 'dialog' }) {
  const message = useLatestMessage();
  const [isHeld, setHeld] = useState(false);
  // What is said anew, in other words or the same, gets its own time.
  useEffect(() => {
    if (!message || message.kind === 'error' || isHeld) return;
    const timer = setTimeout(closeToast, SHOWN_MILLISECONDS[message.kind]);
    return () => clearTimeout(timer);
  }, [message, isHeld]);
  // A pointer over what is no longer there leaves no event.
  useEffect(() => {
    if (!message) setHeld(false);
  }, [message]);
  if (!message) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it is only read longer while the pointer or the focus is in it
    <div
      className={`toast ${place}`}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Notice {...message} onClose={closeToast} />
    </div>
  );
}

/**
 * The latest message above the map. It goes by itself, later while the pointer or the focus is in it; errors stay until
 * they are closed, or until the engine is given up.
 */
export function Toast() {
  const isInDialog = useDialogStack((stack) => stack.length > 0);
  return isInDialog ? null : <LatestMessage place="map" />;
}

/** The same within a dialog, above its foot; only the topmost dialog shows it. */
export function DialogToast() {
  const id = useId();
  useEffect(() => {
    useDialogStack.setState((stack) => [...stack, id], true);
    return () => useDialogStack.setState((stack) => stack.filter((one) => one !== id), true);
  }, [id]);
  const isTop = useDialogStack((stack) => stack.at(-1) === id);
  return isTop ? <LatestMessage place="dialog" /> : null;
}
