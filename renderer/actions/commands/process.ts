import { type Command, hasMask } from '../../commands/command.ts';
import { openDialog, setUi, useUi } from '../../state/ui.ts';

/** Jobs, queues, networks. */
export const processCommands: readonly Command[] = [
  {
    id: 'queue',
    title: 'Process many products…',
    menu: 'Process',
    group: 'queue',
    shortcuts: ['Q'],
    run: () => openDialog('queue'),
  },
  {
    id: 'composite',
    title: 'Composite of dates…',
    menu: 'Process',
    group: 'queue',
    when: hasMask,
    run: () => openDialog('composite'),
  },
  {
    id: 'persistence',
    title: 'Persistent places of dates…',
    menu: 'Process',
    group: 'queue',
    when: hasMask,
    run: () => openDialog('persistence'),
  },
  {
    id: 'archive',
    title: 'Archive: runs on a cluster',
    menu: 'Process',
    group: 'queue',
    shortcuts: ['Shift+Q'],
    keepsKey: true,
    checked: () => useUi.getState().fullView === 'archive',
    run: () => setUi((ui) => ({ fullView: ui.fullView === 'archive' ? null : 'archive' })),
  },
  {
    id: 'results',
    title: 'Results of the season',
    menu: 'Process',
    group: 'queue',
    shortcuts: ['T'],
    keepsKey: true,
    checked: () => useUi.getState().fullView === 'season',
    run: () => setUi((ui) => ({ fullView: ui.fullView === 'season' ? null : 'season' })),
  },
  {
    id: 'jobs',
    title: 'Jobs',
    menu: 'Process',
    group: 'drawer',
    shortcuts: ['J'],
    keepsKey: true,
    checked: () => useUi.getState().drawer === 'jobs',
    run: () => setUi((ui) => ({ drawer: ui.drawer === 'jobs' ? null : 'jobs' })),
  },
  {
    id: 'messages',
    title: 'Messages',
    menu: 'Process',
    group: 'drawer',
    checked: () => useUi.getState().drawer === 'messages',
    run: () => setUi((ui) => ({ drawer: ui.drawer === 'messages' ? null : 'messages' })),
  },
  { id: 'packs', title: 'Model packs…', menu: 'Process', group: 'packs', run: () => openDialog('packs') },
];
