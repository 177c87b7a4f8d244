import { type Command, hasMask, hasProduct, withProduct } from '../../commands/command.ts';
import { askAddress } from '../../state/remote.ts';
import { openDialog } from '../../state/ui.ts';
import { chooseAndOpen, closeProduct, openSample } from '../products.ts';
import { chooseProject, newProject, saveProjectAs } from '../project.ts';
import { writeReport } from '../report.ts';

/** Opening, projects, exporting, closing, settings. */
export const fileCommands: readonly Command[] = [
  {
    id: 'open',
    title: 'Open product…',
    menu: 'File',
    group: 'open',
    shortcuts: ['Mod+O'],
    run: () => void chooseAndOpen(),
  },
  {
    id: 'address',
    title: 'Open from an address…',
    menu: 'File',
    group: 'open',
    run: () => askAddress({ address: '' }),
  },
  { id: 'recent', title: 'Open recent product…', menu: 'File', group: 'open', run: () => openDialog('recent') },
  { id: 'sample-l2a', title: 'Open sample L2A', menu: 'File', group: 'open', run: () => void openSample('L2A') },
  { id: 'sample-l1c', title: 'Open sample L1C', menu: 'File', group: 'open', run: () => void openSample('L1C') },
  { id: 'new-project', title: 'New project', menu: 'File', group: 'project', run: () => void newProject() },
  {
    id: 'open-project',
    title: 'Open project…',
    menu: 'File',
    group: 'project',
    shortcuts: ['Mod+Shift+O'],
    run: () => void chooseProject(),
  },
  {
    id: 'recent-projects',
    title: 'Open recent project…',
    menu: 'File',
    group: 'project',
    run: () => openDialog('projects'),
  },
  {
    id: 'save-project',
    title: 'Save project as…',
    menu: 'File',
    group: 'project',
    shortcuts: ['Mod+Shift+S'],
    run: () => void saveProjectAs(),
  },
  {
    id: 'export',
    title: 'Export…',
    menu: 'File',
    group: 'export',
    shortcuts: ['Mod+E'],
    when: hasMask,
    run: () => openDialog('export'),
  },
  {
    id: 'report',
    title: 'Report of the scene, PDF',
    menu: 'File',
    group: 'export',
    shortcuts: ['Mod+Shift+E'],
    when: hasMask,
    run: withProduct((product) => void writeReport(product)),
  },
  {
    id: 'close',
    title: 'Close product',
    menu: 'File',
    group: 'close',
    shortcuts: ['Mod+Shift+W'],
    when: hasProduct,
    run: withProduct(({ id }) => void closeProduct(id)),
  },
  {
    id: 'settings',
    title: 'Settings…',
    menu: 'File',
    group: 'settings',
    shortcuts: ['Mod+,'],
    run: () => openDialog('settings'),
  },
];
