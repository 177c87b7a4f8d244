import Redo2 from 'lucide-react/icons/redo-2';
import Undo2 from 'lucide-react/icons/undo-2';
import { isMac, shortcutText } from '../../commands/shortcuts.ts';
import { useIsLabelling } from '../../state/label/project.ts';
import { useEditor } from '../../state/label/sessions.ts';
import { useOfScene } from '../../state/scenes.ts';
import { CommandButton } from './CommandButton.tsx';

/** Takes back what was done to the labels while one labels, else to the sliders, and does it again. */
export function HistoryTools() {
  const isLabelling = useIsLabelling();
  const { canUndo, canRedo } = useEditor();
  const tuning = useOfScene(({ tuning: { past, future } }) => ({
    canUndo: past.length > 0,
    canRedo: future.length > 0,
  }));
  return (
    <>
      <CommandButton
        command="undo"
        icon={Undo2}
        label="Undo"
        hint={shortcutText('Mod+Z', isMac)}
        disabled={isLabelling ? !canUndo : !tuning?.canUndo}
      />
      <CommandButton
        command="redo"
        icon={Redo2}
        label="Redo"
        hint={shortcutText('Mod+Shift+Z', isMac)}
        disabled={isLabelling ? !canRedo : !tuning?.canRedo}
      />
    </>
  );
}
