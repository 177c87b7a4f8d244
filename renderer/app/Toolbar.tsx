import { Button } from '@mantine/core';
import Columns2 from 'lucide-react/icons/columns-2';
import Crosshair from 'lucide-react/icons/crosshair';
import FolderOpen from 'lucide-react/icons/folder-open';
import Layers from 'lucide-react/icons/layers';
import PenTool from 'lucide-react/icons/pen-tool';
import Redo2 from 'lucide-react/icons/redo-2';
import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal';
import SquareSplitHorizontal from 'lucide-react/icons/square-split-horizontal';
import Undo2 from 'lucide-react/icons/undo-2';
import Upload from 'lucide-react/icons/upload';
import type { ComponentProps } from 'react';
import { runCommand } from '../commands/registry.ts';
import { isMac, shortcutText } from '../commands/shortcuts.ts';
import { useIsLabelling } from '../state/label/project.ts';
import { useEditor } from '../state/label/sessions.ts';
import { useActiveProduct } from '../state/queries.ts';
import { useOfScene } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { CompositeMenu } from './toolbar/CompositeMenu.tsx';
import { ComputeButton } from './toolbar/ComputeButton.tsx';
import { PairMenu } from './toolbar/PairMenu.tsx';

type CommandProps = Omit<ComponentProps<typeof ToolButton>, 'onClick'> & { readonly command: string };

function CommandButton({ command, ...button }: CommandProps) {
  return <ToolButton {...button} onClick={() => runCommand(command)} />;
}

/** What is done most, in one row over the map. */
export function Toolbar() {
  const product = useActiveProduct();
  const scene = useOfScene(({ image, mask, choice, tuning }) => ({
    hasImage: image.bands.length > 0,
    isMaskVisible: choice !== null && mask.visible,
    hasMask: choice !== null,
    canUndo: tuning.past.length > 0,
    canRedo: tuning.future.length > 0,
  }));
  const mode = useUi((ui) => ui.viewMode);
  const tool = useUi((ui) => ui.tool);
  const isLabelling = useIsLabelling();
  const { canUndo, canRedo } = useEditor();
  const none = !product;
  return (
    <div className="toolbar" role="toolbar" aria-label="Tools">
      <CommandButton
        command="open"
        icon={FolderOpen}
        label="Open product"
        text="Open"
        hint={shortcutText('Mod+O', isMac)}
      />
      <span className="divider" />
      <CompositeMenu />
      <CommandButton
        command="image"
        icon={SlidersHorizontal}
        label="Bands and contrast"
        hint="B"
        disabled={!scene?.hasImage}
      />
      <span className="divider" />
      <CommandButton
        command="show-mask"
        icon={Layers}
        label="Mask"
        text="Mask"
        hint="M, hold space to hide"
        pressed={scene?.isMaskVisible ?? false}
        disabled={!scene?.hasMask}
      />
      <CommandButton
        command="swipe"
        icon={SquareSplitHorizontal}
        label="Swipe line"
        text="Swipe"
        hint="S"
        pressed={mode === 'swipe'}
        disabled={none}
      />
      <CommandButton
        command="side"
        icon={Columns2}
        label="Side by side"
        text="Side by side"
        hint="D"
        pressed={mode === 'side'}
        disabled={none}
      />
      <PairMenu />
      <span className="divider" />
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
      <span className="divider" />
      <CommandButton
        command="undo"
        icon={Undo2}
        label="Undo"
        hint={shortcutText('Mod+Z', isMac)}
        disabled={isLabelling ? !canUndo : !scene?.canUndo}
      />
      <CommandButton
        command="redo"
        icon={Redo2}
        label="Redo"
        hint={shortcutText('Mod+Shift+Z', isMac)}
        disabled={isLabelling ? !canRedo : !scene?.canRedo}
      />
      <span className="space" />
      <ComputeButton />
      <Button leftSection={<Upload size={14} />} disabled={!scene?.hasMask} onClick={() => runCommand('export')}>
        Export
      </Button>
    </div>
  );
}
