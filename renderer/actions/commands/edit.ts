import { type Command, scene } from '../../commands/command.ts';
import { areas, redoAreas, removeAllAreas, undoAreas, useAreas } from '../../state/areas.ts';
import { isLabelling } from '../../state/label/project.ts';
import { currentSession } from '../../state/label/sessions.ts';
import { sayInfo } from '../../state/messages.ts';
import { clearPins, usePins } from '../../state/pins.ts';
import { redoTuning, undoTuning } from '../../state/scenes.ts';
import { useUi } from '../../state/ui.ts';
import { areSlidersMoved, resetParameters } from '../masks.ts';

const areaHistory = () => useAreas.getState().history;
/** While a chip is labelled, undo and redo are about its labels; while an area is drawn or edited, about areas; otherwise about sliders and corrections. */
const isAboutAreas = () => useUi.getState().tool === 'draw' || useAreas.getState().edited !== null;

/** A chip's steps are not kept beyond the window, its labels are: who wants to undo them is told so. */
function undoLabels(): void {
  const session = currentSession();
  if (session?.canUndo) session.undo();
  else if (session)
    sayInfo('There is nothing to undo since this window was opened: earlier labels stay, and can be painted over.');
}

function canUndo(): boolean {
  if (isLabelling()) return currentSession() !== null;
  return (isAboutAreas() ? areaHistory().past.length : (scene()?.tuning.past.length ?? 0)) > 0;
}

function canRedo(): boolean {
  if (isLabelling()) return currentSession()?.canRedo ?? false;
  return (isAboutAreas() ? areaHistory().future.length : (scene()?.tuning.future.length ?? 0)) > 0;
}

/** Steps of the sliders, and what can be taken off the map. */
export const editCommands: readonly Command[] = [
  {
    id: 'undo',
    title: 'Undo',
    menu: 'Edit',
    group: 'undo',
    shortcuts: ['Mod+Z'],
    when: canUndo,
    run: () => (isLabelling() ? undoLabels() : isAboutAreas() ? undoAreas() : undoTuning()),
  },
  {
    id: 'redo',
    title: 'Redo',
    menu: 'Edit',
    group: 'undo',
    shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
    when: canRedo,
    run: () => (isLabelling() ? currentSession()?.redo() : isAboutAreas() ? redoAreas() : redoTuning()),
  },
  {
    id: 'reset',
    title: 'Reset all sliders',
    menu: 'Edit',
    group: 'reset',
    when: areSlidersMoved,
    run: resetParameters,
  },
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
    title: 'Remove all areas of interest',
    menu: 'Edit',
    group: 'remove',
    when: () => areas().list.length > 0,
    run: removeAllAreas,
  },
];
