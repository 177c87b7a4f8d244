import Trash2 from 'lucide-react/icons/trash-2';
import { engine } from '../../api/engine.ts';
import type { ReferenceSummary } from '../../api/types.ts';
import { sayError } from '../../state/messages.ts';
import { queryClient } from '../../state/queries.ts';
import { updateScene } from '../../state/scenes.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';

interface Props {
  readonly product: string;
  readonly reference: ReferenceSummary;
}

/** Takes a reference that was added from disk out of the project; its file stays. */
export function RemoveReference({ product, reference }: Props) {
  const remove = async () => {
    try {
      // What is drawn or compared of it ends first.
      updateScene(product, (scene) => ({
        ...scene,
        reference: { ...scene.reference, id: null, visible: false },
        agreement: { ...scene.agreement, visible: false },
      }));
      await engine.removeReference(product, reference.id);
    } catch (error) {
      sayError(error);
    } finally {
      await queryClient.invalidateQueries({ queryKey: ['references', product] });
    }
  };
  return <ToolButton small icon={Trash2} label={`Remove ${reference.name}`} onClick={() => void remove()} />;
}
