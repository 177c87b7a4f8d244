import { Modal } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { closeDialog } from '../state/ui.ts';
import { DialogToast } from '../widgets/Toast.tsx';
import { useFirstFocus } from './use-first-focus.ts';

interface Props {
  readonly title: string;
  readonly size?: number | string;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
  readonly onClose?: () => void;
}

/** Where the keyboard goes on after a dialog whose place before has gone: a menu, a screen that was left. */
const INSTEAD = '.maplibregl-canvas';

/** Gives the focus back, once the dialog has gone, to what had it before; not where something else has taken it by then. */
function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // By then the dialog itself is taken away.
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected;
        const to = isThere ? before : document.querySelector<HTMLElement>(INSTEAD);
        to?.focus({ preventScroll: true });
      });
    },
    [before],
  );
}

/** A part of its own, since the dialog is not there yet when what shows it is. */
function Body({ title, children }: Pick<Props, 'title' | 'children'>) {
  const section = useRef<HTMLElement>(null);
  useFirstFocus(section);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a body that scrolls must be reached by the keyboard
    <section ref={section} className="dialog-body" aria-label={title} tabIndex={0}>
      {children}
    </section>
  );
}

/** A dialog over the window: title, body that scrolls, foot with the actions. */
export function Dialog({ title, size = 560, children, foot, onClose = closeDialog }: Props) {
  useFocusBack();
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': 'Close', size: 24 }}>
      <Body title={title}>{children}</Body>
      <DialogToast />
      {foot && <div className="dialog-foot">{foot}</div>}
    </Modal>
  );
}
