import { Button } from '@mantine/core';
import FolderOpen from 'lucide-react/icons/folder-open';
import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal';
import Upload from 'lucide-react/icons/upload';
import { runCommand } from '../commands/registry.ts';
import { isMac, shortcutText } from '../commands/shortcuts.ts';
import { useOfScene } from '../state/scenes.ts';
import { CommandButton } from './toolbar/CommandButton.tsx';
import { CompositeMenu } from './toolbar/CompositeMenu.tsx';
import { ComputeButton } from './toolbar/ComputeButton.tsx';
import { HistoryTools } from './toolbar/HistoryTools.tsx';
import { MapTools } from './toolbar/MapTools.tsx';
import { ViewTools } from './toolbar/ViewTools.tsx';

/** What is done most, in one row over the map. */
export function Toolbar() {
  const hasImage = useOfScene(({ image }) => image.bands.length > 0) ?? false;
  const hasMask = useOfScene(({ choice }) => choice !== null) ?? false;
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
        disabled={!hasImage}
      />
      <span className="divider" />
      <ViewTools />
      <span className="divider" />
      <MapTools />
      <span className="divider" />
      <HistoryTools />
      <span className="main-actions">
        <ComputeButton />
        <Button
          className="export"
          leftSection={<Upload size={14} />}
          disabled={!hasMask}
          onClick={() => runCommand('export')}
        >
          Export
        </Button>
      </span>
    </div>
  );
}
