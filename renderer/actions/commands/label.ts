import type { Command } from '../../commands/command.ts';
import { hasProduct } from '../../commands/command.ts';
import { areas } from '../../state/areas.ts';
import { labelProject } from '../../state/label/project.ts';
import { openDialog, setUi, useUi } from '../../state/ui.ts';
import { addChipAtCentre, addChipsOfArea, addChipsOfProduct } from '../label/chips.ts';
import { chooseLabelProject, closeLabelProject } from '../label/projects.ts';

const hasProject = () => labelProject() !== null;
const canAdd = () => hasProject() && hasProduct();

/** Label projects, and what is labelled in them. Commands on a whole project (ranking, exchange, adaptation) have a file of their own. */
export const labelCommands: readonly Command[] = [
  {
    id: 'label-panel',
    title: 'Label',
    menu: 'Label',
    group: 'label-panel',
    shortcuts: ['L'],
    when: hasProduct,
    checked: () => useUi.getState().rightTab === 'label',
    run: () => setUi(({ rightTab }) => ({ rightTab: rightTab === 'label' ? 'mask' : 'label', rightFolded: false })),
  },
  {
    id: 'new-label-project',
    title: 'New label project…',
    menu: 'Label',
    group: 'label-project',
    run: () => openDialog('label-project'),
  },
  {
    id: 'open-label-project',
    title: 'Open label project…',
    menu: 'Label',
    group: 'label-project',
    run: () => void chooseLabelProject(),
  },
  {
    id: 'close-label-project',
    title: 'Close label project',
    menu: 'Label',
    group: 'label-project',
    when: hasProject,
    run: closeLabelProject,
  },
  {
    id: 'add-chip',
    title: 'Add a chip at the centre of the map',
    menu: 'Label',
    group: 'label-chips',
    when: canAdd,
    run: () => void addChipAtCentre(),
  },
  {
    id: 'add-area-chips',
    title: 'Add chips of the chosen area',
    menu: 'Label',
    group: 'label-chips',
    when: () => canAdd() && areas().chosen !== null,
    run: () => void addChipsOfArea(),
  },
  {
    id: 'add-product-chips',
    title: 'Add chips of the whole product',
    menu: 'Label',
    group: 'label-chips',
    when: canAdd,
    run: () => void addChipsOfProduct(),
  },
];
