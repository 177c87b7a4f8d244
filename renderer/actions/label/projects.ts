import { bridge } from '../../api/bridge.ts';
import { labelEngine, type NewLabelProject } from '../../api/label-engine.ts';
import type { LabelProject } from '../../api/types.ts';
import { labelProject, useLabel } from '../../state/label/project.ts';
import { say, sayError, sayInfo } from '../../state/messages.ts';
import { activeProduct, queryClient } from '../../state/queries.ts';
import { closeDialog, setUi } from '../../state/ui.ts';
import { showChip } from './chips.ts';

/** Shows a label project that the engine has opened. */
function show({ id, name, notes }: LabelProject): void {
  useLabel.setState({ project: { handle: id, name }, chip: null });
  setUi({ rightTab: 'label', rightFolded: false });
  closeDialog();
  for (const text of notes) say({ kind: 'warning', text });
  void beginWithFirst(id).catch(sayError);
}

/** Where no product is open the first chip brings its own. */
async function beginWithFirst(project: string): Promise<void> {
  const chips = await queryClient.fetchQuery({
    queryKey: ['labels', project, 'chips'],
    queryFn: () => labelEngine.chips(project),
    staleTime: 0,
  });
  if (activeProduct() || labelProject() !== project) return;
  const first = chips.find(({ state }) => state !== 'accepted') ?? chips[0];
  if (!first) {
    sayInfo('The label project is open. Open a product to take chips from it.');
    return;
  }
  // Where its product is not found the start screen asks for it.
  showChip(first.id);
}

/** Makes a label project and opens it. Throws what the engine says. */
export async function makeLabelProject(target: string, wanted: NewLabelProject): Promise<void> {
  show(await labelEngine.open(target, wanted));
}

/** Opens the label project of a handle, in place of the one that is open. */
export async function openLabelProject(handle: string): Promise<void> {
  try {
    show(await labelEngine.open(handle));
  } catch (error) {
    sayError(error);
  }
}

/** Asks for the folder of a label project and opens it. */
export async function chooseLabelProject(): Promise<void> {
  try {
    const choice = await bridge.choose('label-project');
    if (choice) await openLabelProject(choice.handle);
  } catch (error) {
    sayError(error);
  }
}

export function closeLabelProject(): void {
  useLabel.setState({ project: null, chip: null });
}
