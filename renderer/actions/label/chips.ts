import { type ChipsWanted, labelEngine } from '../../api/label-engine.ts';
import { mainMap } from '../../map/registry.ts';
import { areas } from '../../state/areas.ts';
import { knownChips, labelProject, refreshLabels, useLabel } from '../../state/label/project.ts';
import { sayError, sayInfo } from '../../state/messages.ts';
import { activeProduct } from '../../state/queries.ts';

/** Labels a chip. */
export function showChip(id: string | null): void {
  useLabel.setState({ chip: id });
}

/** Makes chips of the active product. */
async function add(where: ChipsWanted): Promise<void> {
  const [project, product] = [labelProject(), activeProduct()];
  if (project === null || product === null) return;
  try {
    const before = new Set(knownChips().map(({ id }) => id));
    const chips = await labelEngine.addChips(project, product.id, where);
    await refreshLabels(project);
    const fresh = chips.filter(({ id }) => !before.has(id)).length;
    if (chips.length === 1) showChip(chips[0]!.id);
    else sayInfo(`${fresh} ${fresh === 1 ? 'chip' : 'chips'} added, ${chips.length - fresh} were there already.`);
  } catch (error) {
    sayError(error);
  }
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
