import { type Command, hasProduct } from '../../commands/command.ts';
import { mainMap } from '../../map/registry.ts';
import { addPin } from '../../state/pins.ts';
import { chooseTool, setUi, useUi, type ViewMode } from '../../state/ui.ts';

const viewMode = (mode: ViewMode) => () => setUi((ui) => ({ viewMode: ui.viewMode === mode ? 'single' : mode }));

function pinCentre(): void {
  const centre = mainMap()?.getCenter();
  if (!centre) return;
  addPin(centre.lng, centre.lat);
  setUi({ rightTab: 'inspect', rightFolded: false });
}

/** How two things are set beside each other, and what the pointer does on the map. */
export const viewToolCommands: readonly Command[] = [
  {
    id: 'swipe',
    title: 'Swipe line',
    menu: 'View',
    group: 'mode',
    shortcuts: ['S'],
    when: hasProduct,
    checked: () => useUi.getState().viewMode === 'swipe',
    run: viewMode('swipe'),
  },
  {
    id: 'side',
    title: 'Side by side',
    menu: 'View',
    group: 'mode',
    shortcuts: ['D'],
    when: hasProduct,
    checked: () => useUi.getState().viewMode === 'side',
    run: viewMode('side'),
  },
  {
    id: 'inspect',
    title: 'Inspect pixels',
    menu: 'View',
    group: 'tools',
    shortcuts: ['P'],
    when: hasProduct,
    checked: () => useUi.getState().tool === 'inspect',
    run: () => chooseTool('inspect'),
  },
  {
    id: 'pin-centre',
    title: 'Pin the pixel at the centre',
    menu: 'View',
    group: 'tools',
    shortcuts: ['Shift+P'],
    when: hasProduct,
    run: pinCentre,
  },
  {
    id: 'draw',
    title: 'Draw area of interest',
    menu: 'View',
    group: 'tools',
    shortcuts: ['A'],
    when: hasProduct,
    checked: () => useUi.getState().tool === 'draw',
    run: () => chooseTool('draw'),
  },
];
