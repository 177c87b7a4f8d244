import Eye from 'lucide-react/icons/eye';
import EyeOff from 'lucide-react/icons/eye-off';
import type { ReactNode } from 'react';
import { ToolButton } from '../../widgets/ToolButton.tsx';

interface LayerProps {
  readonly depth: 0 | 1 | 2;
  readonly name: ReactNode;
  readonly visible?: boolean;
  readonly label: string;
  readonly onToggle?: () => void;
  readonly children?: ReactNode;
}

/** One row of the tree, with its eye where it can be hidden. */
export function Layer({ depth, name, visible, label, onToggle, children }: LayerProps) {
  return (
    <div className={`layer d${depth}${visible === false ? ' off' : ''}`}>
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
