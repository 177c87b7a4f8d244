import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { closeDialog } from '../state/ui.ts';
import { DialogToast } from '../widgets/Toast.tsx';

interface Props {
  readonly title: string;
  readonly size?: number | string;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
  readonly onClose?: () => void;
}

/** A dialog over the window: title, body that scrolls, foot with the actions. */
export function Dialog({ title, size = 560, children, foot, onClose = closeDialog }: Props) {
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': 'Close', size: 24 }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a body that scrolls must be reached by the keyboard */}
      <section className="dialog-body" aria-label={title} tabIndex={0}>
        {children}
      </section>
      <DialogToast />
      {foot && <div className="dialog-foot">{foot}</div>}
    </Modal>
  );
}
