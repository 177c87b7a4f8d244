import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { setUi, useUi } from '../state/ui.ts';

interface Props {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

const close = () => setUi({ fullView: null });

/** A view that covers the map; it has the focus when it opens, and Escape goes back to the map. */
export function FullView({ label, className, children }: Props) {
  const view = useRef<HTMLElement>(null);
  useEffect(() => view.current?.focus(), []);
  useEffect(() => {
    // After a dialog has closed nothing has the focus: Escape goes back to the map all the same.
    const onEscape = (event: globalThis.KeyboardEvent) => {
      const isFree = document.activeElement === document.body && useUi.getState().dialog === null;
      if (event.key === 'Escape' && isFree) close();
    };
    document.addEventListener('keydown', onEscape);
    return () => document.removeEventListener('keydown', onEscape);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) close();
  };
  return (
    <section
      ref={view}
      tabIndex={-1}
      className={className === undefined ? 'full-view' : `full-view ${className}`}
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      {children}
    </section>
  );
}
