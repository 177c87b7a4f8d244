import { Tooltip } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import type { MouseEventHandler, ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly icon?: LucideIcon;
  /** Shown beside the icon; without it the label is the tooltip only. */
  readonly text?: ReactNode;
  readonly hint?: string | undefined;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly small?: boolean;
  readonly onClick: MouseEventHandler<HTMLButtonElement>;
}

/** A flat button of the toolbar or of a panel's head. */
export function ToolButton({ label, icon: Icon, text, hint, pressed, disabled, small, onClick }: Props) {
  // A name must hold the text that is seen, or nobody can call the button by it.
  const named = typeof text !== 'string' || label.toLowerCase().includes(text.toLowerCase());
  const className = ['tool', text === undefined && 'icon', small && 'small'].filter(Boolean).join(' ');
  return (
    <Tooltip label={hint ? `${label} (${hint})` : label} disabled={text !== undefined && !hint}>
      <button
        type="button"
        className={className}
        aria-label={named ? label : undefined}
        aria-pressed={pressed}
        disabled={disabled}
        onClick={(event) => {
          onClick(event);
          // After a click by mouse the space bar is to hide the mask, not to press this again.
          if (event.detail > 0) event.currentTarget.blur();
        }}
      >
        {Icon && <Icon size={small ? 14 : 16} aria-hidden />}
        {text !== undefined && <span className="text">{text}</span>}
      </button>
    </Tooltip>
  );
}
