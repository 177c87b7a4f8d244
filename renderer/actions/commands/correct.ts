import { type Command, hasMask, scene } from '../../commands/command.ts';
import { boxAround } from '../../geo/globe.ts';
import { bringIntoView, mainMap } from '../../map/registry.ts';
import {
  chooseCorrection,
  chosenCorrection,
  removeCorrection,
  stepCorrection,
  useAmending,
} from '../../state/amending.ts';
import {
  commitStroke,
  corrections,
  fitRadius,
  narrowBrush,
  removeCorrections,
  widenBrush,
} from '../../state/correcting.ts';
import { shown } from '../../state/history.ts';
import { cancelMeasure } from '../../state/measures.ts';
import { chooseTool, setUi, type Tool, useUi } from '../../state/ui.ts';

const isTool = (...tools: readonly Tool[]) => tools.includes(useUi.getState().tool);
const isPainting = () => isTool('brush');

const isAmending = () => isTool('amend');

function takeBrush(): void {
  if (!isPainting()) fitRadius();
  chooseTool('brush');
}

function paintCentre(): void {
  const centre = mainMap()?.getCenter();
  if (centre) commitStroke([[centre.lng, centre.lat]]);
}

/** Chooses the next correction and shows it: many are, in a scene that is looked at closely, beyond the edge of the map. */
function stepAndShow(step: 1 | -1): void {
  stepCorrection(step);
  const shape = chosenCorrection()?.shape;
  const box = shape && boxAround(shape.kind === 'polygon' ? shape.ring : shape.points);
  if (box) bringIntoView(box);
}

/** Correcting the mask by hand. */
export const correctCommands: readonly Command[] = [
  {
    id: 'brush',
    title: 'Correct with the brush',
    menu: 'Mask',
    group: 'correct',
    shortcuts: ['E'],
    when: hasMask,
    checked: isPainting,
    run: takeBrush,
  },
  {
    id: 'patch',
    title: 'Correct an area',
    menu: 'Mask',
    group: 'correct',
    shortcuts: ['Shift+E'],
    when: hasMask,
    checked: () => isTool('patch'),
    run: () => chooseTool('patch'),
  },
  {
    id: 'amend',
    title: 'Edit corrections',
    menu: 'Mask',
    group: 'correct',
    shortcuts: ['V'],
    when: () => isTool('amend') || corrections().length > 0,
    checked: () => isTool('amend'),
    run: () => chooseTool('amend'),
  },
  {
    id: 'next-correction',
    title: 'Next correction',
    menu: 'Mask',
    group: 'correct',
    shortcuts: ['N'],
    isOffMenu: true,
    when: isAmending,
    run: () => stepAndShow(1),
  },
  {
    id: 'previous-correction',
    title: 'Previous correction',
    menu: 'Mask',
    group: 'correct',
    shortcuts: ['Shift+N'],
    isOffMenu: true,
    when: isAmending,
    run: () => stepAndShow(-1),
  },
  {
    id: 'remove-correction',
    title: 'Remove the chosen correction',
    menu: 'Mask',
    group: 'correct',
    shortcuts: ['Delete', 'Backspace'],
    when: () => isAmending() && chosenCorrection() !== null,
    run: () => removeCorrection(useAmending.getState().chosen!),
  },
  {
    id: 'paint-centre',
    title: 'Paint at the centre',
    menu: 'Mask',
    group: 'correct',
    shortcuts: ['X'],
    when: isPainting,
    run: paintCentre,
  },
  {
    id: 'narrow-brush',
    title: 'Smaller brush',
    menu: 'Mask',
    group: 'correct',
    shortcuts: ['<'],
    when: isPainting,
    run: narrowBrush,
  },
  {
    id: 'widen-brush',
    title: 'Larger brush',
    menu: 'Mask',
    group: 'correct',
    shortcuts: ['>'],
    when: isPainting,
    run: widenBrush,
  },
  {
    id: 'end-correcting',
    title: 'End drawing, correcting or measuring',
    menu: 'Mask',
    group: 'correct',
    shortcuts: ['Escape'],
    when: () => isTool('brush', 'patch', 'amend', 'draw', 'helper', 'measure'),
    run: () => {
      // What is being measured, or chosen, is given up first, the tool after it.
      if (isTool('measure') && cancelMeasure()) return;
      if (isAmending() && chosenCorrection()) chooseCorrection(null);
      else setUi({ tool: 'pan' });
    },
  },
  {
    id: 'remove-corrections',
    title: 'Remove all corrections',
    menu: 'Mask',
    group: 'correct',
    when: () => {
      const tuning = scene()?.tuning;
      return tuning !== undefined && shown(tuning).corrections.length > 0;
    },
    run: removeCorrections,
  },
];
