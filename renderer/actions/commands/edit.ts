import { type Command, hasMask, scene } from '../../commands/command.ts';
import { clearPins, usePins } from '../../state/pins.ts';
import { redoTuning, undoTuning } from '../../state/scenes.ts';
import { useUi } from '../../state/ui.ts';
import { clearArea } from '../area.ts';
import { resetParameters } from '../masks.ts';

/** Steps of the sliders, and what can be taken off the map. */
export const editCommands: readonly Command[] = [
  {
    id: 'undo',
    title: 'Undo',
    menu: 'Edit',
    group: 'undo',
    shortcuts: ['Mod+Z'],
    when: () => (scene()?.tuning.past.length ?? 0) > 0,
    run: undoTuning,
  },
  {
    id: 'redo',
    title: 'Redo',
    menu: 'Edit',
    group: 'undo',
    shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
    when: () => (scene()?.tuning.future.length ?? 0) > 0,
    run: redoTuning,
  },
  { id: 'reset', title: 'Reset all sliders', menu: 'Edit', group: 'reset', when: hasMask, run: resetParameters },
  {
    id: 'clear-pins',
    title: 'Remove all pinned pixels',
    menu: 'Edit',
    group: 'remove',
    when: () => usePins.getState().pins.length > 0,
    run: clearPins,
  },
  {
    id: 'clear-area',
    title: 'Remove the area of interest',
    menu: 'Edit',
    group: 'remove',
    when: () => useUi.getState().area !== null,
    run: clearArea,
  },
];
