import Columns2 from 'lucide-react/icons/columns-2';
import Layers from 'lucide-react/icons/layers';
import SquareSplitHorizontal from 'lucide-react/icons/square-split-horizontal';
import { useActiveProduct } from '../../state/queries.ts';
import { useOfScene } from '../../state/scenes.ts';
import { useUi } from '../../state/ui.ts';
import { CommandButton } from './CommandButton.tsx';
import { PairMenu } from './PairMenu.tsx';

/** What of the active product is seen, and beside what. */
export function ViewTools() {
  const none = !useActiveProduct();
  const hasMask = useOfScene(({ choice }) => choice !== null) ?? false;
  const isMaskVisible = useOfScene(({ mask }) => mask.visible) ?? false;
  const mode = useUi((ui) => ui.viewMode);
  return (
    <>
      <CommandButton
        command="show-mask"
        icon={Layers}
        label="Mask"
        text="Mask"
        hint="M, hold space to hide"
        pressed={hasMask && isMaskVisible}
        disabled={!hasMask}
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
    </>
  );
}
