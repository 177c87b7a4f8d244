import { create } from 'zustand';
import { bridge } from '../../api/bridge.ts';
import { type ChipsWanted, labelEngine } from '../../api/label-engine.ts';
import type { LabelChip } from '../../api/types.ts';
import { fitRings, mainMap } from '../../map/registry.ts';
import { areas } from '../../state/areas.ts';
import { neighbourChip, nextChip } from '../../state/label/order.ts';
import { knownChips, labelProject, refreshLabels, useLabel } from '../../state/label/project.ts';
import { currentSession, putChip } from '../../state/label/sessions.ts';
import { settled } from '../../state/label/take-over.ts';
import { sayError, sayInfo } from '../../state/messages.ts';
import { whileOpening } from '../../state/opening.ts';
import { activeProduct, openProducts, queryClient } from '../../state/queries.ts';
import { activate } from '../../state/scenes.ts';
import { setUi } from '../../state/ui.ts';
import { adoptProduct } from '../products.ts';

/** Labels a chip: its panes lie over the map. Null goes back to the map, which then shows the place of the chip. */
export function showChip(id: string | null): void {
  const known = (wanted: string | null) => knownChips().find((one) => one.id === wanted);
  const left = known(useLabel.getState().chip);
  useLabel.setState({ chip: id });
  const chip = known(id);
  if (!chip) {
    if (left?.footprint) fitRings([left.footprint]);
    return;
  }
  setUi({ rightTab: 'label', fullView: null });
  void bringProduct(chip);
}

/** The product of the chip in hand is not open, and why not; without an error the user gave up its opening. */
export const useMissingProduct = create<{ readonly chip: string | null; readonly error: unknown }>(() => ({
  chip: null,
  error: null,
}));

/** Products that are on their way, by their keys: a chip and its panes ask for the same one. */
const bringing = new Set<string>();

/** Makes the product of a chip the active one, opened where it is not. */
export async function bringProduct(chip: LabelChip): Promise<void> {
  const { key } = chip.product;
  const open = openProducts().find((one) => one.key === key);
  if (open && open.id !== activeProduct()?.id) activate(open.id);
  if (open) return noteMissing(chip, false);
  if (bringing.has(key)) return;
  bringing.add(key);
  await openProduct(chip);
  bringing.delete(key);
}

/** Opens the product of a chip where it was; the chip in hand says why it is not open. */
async function openProduct(chip: LabelChip): Promise<void> {
  const project = labelProject();
  if (project === null) return;
  let refused: unknown = null;
  const isOpen = await whileOpening(
    chip.product.name,
    async (signal) => adoptProduct(await labelEngine.openProduct(project, chip.id, signal)),
    (error) => {
      refused = error;
    },
  );
  noteMissing(chip, !isOpen, refused);
}

function noteMissing({ product }: LabelChip, isMissing: boolean, error: unknown = null): void {
  const inHand = knownChips().find(({ id }) => id === useLabel.getState().chip);
  if (inHand?.product.key !== product.key) return;
  useMissingProduct.setState({ chip: isMissing ? inHand.id : null, error });
}

/** Asks where the product of a chip is now; the label project keeps that. */
export async function locateProduct(chip: LabelChip): Promise<void> {
  const project = labelProject();
  if (project === null) return;
  try {
    const choice = await bridge.choose('product');
    if (!choice) return;
    const isOpen = await whileOpening(choice.name, async (signal) =>
      adoptProduct(await labelEngine.locate(project, chip.id, choice.handle, signal)),
    );
    if (!isOpen) return;
    noteMissing(chip, false);
    await queryClient.invalidateQueries({ queryKey: ['label-picture', project] });
  } catch (error) {
    sayError(error);
  }
}

function goOn(from: string): void {
  const next = nextChip(knownChips(), from);
  if (next) showChip(next.id);
  else sayInfo('All chips are accepted.');
}

/** Says that a chip is labelled as it should be, and goes on to the next. */
export async function acceptChip(): Promise<void> {
  const [project, session] = [labelProject(), currentSession()];
  if (project === null || session === null) return;
  const { chip } = session;
  // Asked for before the pictures of the next chip, which take longer.
  const accepted = settled(session).then(() =>
    labelEngine.setState(project, chip, { revision: session.revision, state: 'accepted' }),
  );
  goOn(chip);
  try {
    const answer = await accepted;
    session.revision = answer.chip.revision;
    putChip(project, answer.chip);
  } catch (error) {
    sayError(error);
    await refreshLabels(project);
  }
}

/** Takes back that a chip was accepted. */
export async function reopenChip(): Promise<void> {
  const [project, session] = [labelProject(), currentSession()];
  if (project === null || session === null) return;
  try {
    await settled(session);
    const { chip } = await labelEngine.setState(project, session.chip, {
      revision: session.revision,
      state: 'started',
    });
    session.revision = chip.revision;
    putChip(project, chip);
  } catch (error) {
    sayError(error);
  }
}

/** Goes on to the next chip that is not accepted, and leaves this one as it is. */
export function skipChip(): void {
  const { chip } = useLabel.getState();
  if (chip !== null) goOn(chip);
}

/** Goes to the chip before or after in the list, or to the first. */
export function stepChip(by: 1 | -1): void {
  const { chip } = useLabel.getState();
  const next = neighbourChip(knownChips(), chip ?? '', by);
  if (next) showChip(next.id);
}

/** Makes chips of the active product. */
async function add(where: ChipsWanted): Promise<void> {
  const [project, product] = [labelProject(), activeProduct()];
  if (project === null || product === null) return;
  try {
    const before = new Set(knownChips().map(({ id }) => id));
    const { chips, unobserved } = await labelEngine.addChips(project, product.id, where);
    await refreshLabels(project);
    const fresh = chips.filter(({ id }) => !before.has(id)).length;
    if (chips.length === 1) showChip(chips[0]!.id);
    else sayInfo(addedText({ fresh, known: chips.length - fresh, unobserved }));
  } catch (error) {
    sayError(error);
  }
}

/** `60 chips added, 4 were there already, 36 left out: nothing was imaged there.` */
export function addedText(count: {
  readonly fresh: number;
  readonly known: number;
  readonly unobserved: number;
}): string {
  const parts = [
    `${count.fresh} ${count.fresh === 1 ? 'chip' : 'chips'} added`,
    ...(count.known > 0 ? [`${count.known} ${count.known === 1 ? 'was' : 'were'} there already`] : []),
    ...(count.unobserved > 0 ? [`${count.unobserved} left out: nothing was imaged there`] : []),
  ];
  return `${parts.join(', ')}.`;
}

/** The place in the middle of the map becomes the middle of a chip. */
export async function addChipAtCentre(): Promise<void> {
  const centre = mainMap()?.getCenter();
  if (centre) await add({ kind: 'around', lon: centre.lng, lat: centre.lat });
}

/** The chosen area of interest becomes chips, side by side. */
export async function addChipsOfArea(): Promise<void> {
  const { list, chosen } = areas();
  const area = list.find(({ id }) => id === chosen);
  if (area) await add({ kind: 'area', polygons: area.polygons });
}

/** The whole product becomes chips. */
export const addChipsOfProduct = () => add({ kind: 'cover' });

/** Takes a chip with its labels out of the project. */
export async function removeChip(id: string): Promise<void> {
  const project = labelProject();
  if (project === null) return;
  try {
    await labelEngine.removeChip(project, id);
    if (useLabel.getState().chip === id) showChip(null);
    await refreshLabels(project);
  } catch (error) {
    sayError(error);
  }
}
