import Crosshair from 'lucide-react/icons/crosshair';
import PenTool from 'lucide-react/icons/pen-tool';
import { useActiveProduct } from '../../state/queries.ts';
import { useUi } from '../../state/ui.ts';
import { CommandButton } from './CommandButton.tsx';

/** What a click on the map does. */
export function MapTools() {
  const none = !useActiveProduct();
  const tool = useUi((ui) => ui.tool);
  return (
    <>
      <CommandButton
        command="inspect"
        icon={Crosshair}
        label="Inspect pixels"
        text="Inspect"
        hint="P"
        pressed={tool === 'inspect'}
        disabled={none}
      />
      <CommandButton
        command="draw"
        icon={PenTool}
        label="Draw area of interest"
        text="Draw AOI"
        hint="A"
        pressed={tool === 'draw'}
        disabled={none}
      />
    </>
  );
}
