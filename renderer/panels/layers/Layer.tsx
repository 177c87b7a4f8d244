import Eye from 'lucide-react/icons/eye';
import EyeOff from 'lucide-react/icons/eye-off';
import type { MouseEventHandler, ReactNode } from 'react';
import { ToolButton } from '../../widgets/ToolButton.tsx';

interface LayerProps {
  readonly depth: 0 | 1 | 2;
  readonly name: ReactNode;
  readonly visible?: boolean;
  readonly label: string;
  readonly onToggle?: () => void;
  readonly onContextMenu?: MouseEventHandler;
  readonly children?: ReactNode;
}

/** One row of the tree, with its eye where it can be hidden. */
export function Layer({ depth, name, visible, label, onToggle, onContextMenu, children }: LayerProps) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the menu key reaches it from the buttons in it
    <div className={`layer d${depth}${visible === false ? ' off' : ''}`} onContextMenu={onContextMenu}>
      {onToggle && (
        <ToolButton
          small
          icon={visible ? Eye : EyeOff}
          label={`${visible ? 'Hide' : 'Show'} ${label}`}
          pressed={visible ?? false}
          onClick={onToggle}
        />
      )}
      <span className="name">{name}</span>
      {children}
    </div>
  );
}
